// Workers are killed again and again while they deliver. With Redis somebody else accepts, and a second worker goes on;
// an embedded store belongs to one process, which is acceptor and worker in one.
import { openCast } from '../cast.mjs';
import { duplicatesWithin, finishedWithin, nothingLost } from '../figures.mjs';
import { finishedMs, killings } from '../killings.mjs';
import { startPool, twoLanes } from '../pool.mjs';

const notifierLeaseMs = 30_000;

export const run = {
  about: 'kill -9 of a worker while it delivers',
  drivers: ['embedded', 'redis'],
  sizes: {
    smoke: { rounds: 1, kills: 1, notifications: 100, leaseMs: 5_000 },
    full: { rounds: 20, kills: 10, notifications: 5_000, leaseMs: 30_000 },
  },
  round,
  must: (figures, { rounds, kills, leaseMs }, driver) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(rounds * kills * twoLanes.inFlight, figures),
    ...finishedWithin((driver === 'redis' ? leaseMs : notifierLeaseMs) + 5_000, figures),
  }),
};

async function round(stage) {
  const { kills, notifications, leaseMs } = stage.size;
  const { cast, victim } = await (stage.driver === 'redis' ? startPool(stage, leaseMs) : startAlone(stage));
  const producer = await cast.produce({ notifications, inFlight: 16, perSecond: notifications / (kills * 2.4) });

  const upAt = await killings(stage, { kills, victim });
  await producer.finished;
  await cast.drained(leaseMs + 30_000);
  return { kills, ...(await cast.verify()), finishedMs: finishedMs(upAt, cast.sink.ledger) };
}

async function startAlone(stage) {
  const cast = await openCast(stage, { channels: twoLanes.channels });
  await cast.system.start();
  return { cast, victim: cast.system };
}
