// Workers are killed again and again while they deliver. With Redis somebody else accepts, and a second worker goes on;
// an embedded store belongs to one process, which is acceptor and worker in one.
import { openCast } from '../cast.mjs';
import { duplicatesWithin, nothingLost } from '../figures.mjs';
import { killings } from '../killings.mjs';

const inFlight = 32;

export const run = {
  about: 'kill -9 of a worker while it delivers',
  drivers: ['embedded', 'redis'],
  sizes: {
    smoke: { rounds: 1, kills: 3, notifications: 300, leaseMs: 5_000 },
    full: { rounds: 20, kills: 10, notifications: 5_000, leaseMs: 30_000 },
  },
  round,
  must: (figures, size) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(size.rounds * size.kills * inFlight, figures),
    [`finished ≤ ${size.leaseMs + 5_000} ms after the last kill`]: figures.finishedMs <= size.leaseMs + 5_000,
  }),
};

async function round(stage) {
  const { kills, notifications, leaseMs } = stage.size;
  const behaviour = { latencyMs: [5, 50] };
  const channels = { a: { concurrency: inFlight / 2, behaviour }, b: { concurrency: inFlight / 2, behaviour } };
  const shared = stage.driver === 'redis';
  const cast = await openCast(stage, shared ? { kind: 'composed', composed: { work: false }, channels } : { channels });
  await cast.system.start();
  const victim = shared ? await twoWorkers(cast, leaseMs) : cast.system;
  const producer = await cast.produce({ notifications, inFlight: 16, perSecond: notifications / (kills * 1.6) });

  const killedAt = await killings(stage, { kills, victim });
  await producer.finished;
  await cast.drained(leaseMs + 30_000);
  return { kills, finishedMs: Date.now() - killedAt, ...(await cast.verify()) };
}

/** Both deliver; the one that is answered will be killed. */
async function twoWorkers(cast, leaseMs) {
  const workers = [];
  for (const name of ['survivor', 'victim']) {
    const worker = await cast.addSystem({ kind: 'composed', composed: { leaseMs }, name });
    await worker.start();
    workers.push(worker);
  }
  return workers[1];
}
