// The notifier that accepts is killed again and again while a producer posts and repeats what it got no answer for.
import { openCast } from '../cast.mjs';
import { duplicatesWithin, finishedWithin, nothingLost } from '../figures.mjs';
import { finishedMs, killings } from '../killings.mjs';
import { twoLanes } from '../pool.mjs';

const leaseMs = 30_000;

export const run = {
  about: 'kill -9 of the notifier while it accepts',
  drivers: ['embedded', 'redis'],
  sizes: {
    smoke: { rounds: 1, kills: 1, notifications: 100 },
    full: { rounds: 10, kills: 10, notifications: 10_000 },
  },
  round,
  must: (figures, size) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(size.rounds * size.kills * twoLanes.inFlight, figures),
    ...finishedWithin(leaseMs + 5_000, figures),
    'stopped by SIGTERM with 0': figures.badExits === 0,
  }),
};

async function round(stage) {
  const { kills, notifications } = stage.size;
  const cast = await openCast(stage, { channels: twoLanes.channels });
  await cast.system.start();
  const producer = await cast.produce({ notifications, inFlight: 16, perSecond: notifications / (kills * 2.4) });

  const upAt = await killings(stage, { kills, victim: cast.system });
  await producer.finished;
  await cast.drained(leaseMs + 30_000);
  const figures = { ...(await cast.verify()), finishedMs: finishedMs(upAt, cast.sink.ledger) };
  return { kills, ...figures, badExits: (await cast.system.end()) === 0 ? 0 : 1 };
}
