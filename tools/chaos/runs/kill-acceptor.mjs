// The notifier that accepts is killed again and again while a producer posts and repeats what it got no answer for.
import { openCast } from '../cast.mjs';
import { duplicatesWithin, nothingLost } from '../figures.mjs';
import { killings } from '../killings.mjs';

const inFlight = 32;
const leaseMs = 30_000;

export const run = {
  about: 'kill -9 of the notifier while it accepts',
  drivers: ['embedded', 'redis'],
  sizes: {
    smoke: { rounds: 1, kills: 3, notifications: 300 },
    full: { rounds: 10, kills: 10, notifications: 10_000 },
  },
  round,
  must: (figures, size) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(size.rounds * size.kills * inFlight, figures),
    [`finished ≤ ${leaseMs + 5_000} ms after the last kill`]: figures.finishedMs <= leaseMs + 5_000,
    'stopped by SIGTERM with 0': figures.badExits === 0,
  }),
};

async function round(stage) {
  const { kills, notifications } = stage.size;
  const behaviour = { latencyMs: [5, 50] };
  const cast = await openCast(stage, {
    channels: { a: { concurrency: inFlight / 2, behaviour }, b: { concurrency: inFlight / 2, behaviour } },
  });
  await cast.system.start();
  const producer = await cast.produce({ notifications, inFlight: 16, perSecond: notifications / (kills * 1.6) });

  const killedAt = await killings(stage, { kills, victim: cast.system });
  await producer.finished;
  await cast.drained(leaseMs + 30_000);
  const finishedMs = Date.now() - killedAt;
  const figures = await cast.verify();
  return { kills, ...figures, finishedMs, badExits: (await cast.system.end()) === 0 ? 0 : 1 };
}
