// A great backlog is queued behind a paused channel; then the notifier is stopped, started, and drains it.
import { openCast } from '../cast.mjs';
import { nothingLost } from '../figures.mjs';
import { residentMb, watchMemory } from '../memory.mjs';

export const run = {
  about: 'a backlog of 1 M, a restart, the drain',
  drivers: ['embedded'],
  alone: true,
  sizes: {
    smoke: { rounds: 1, small: 400, backlog: 1_200, leastShare: 0.4 },
    full: { rounds: 1, small: 20_000, backlog: 1_000_000, leastShare: 0.8 },
  },
  round,
  must: (figures, { leastShare }) => ({
    ...nothingLost(figures),
    'duplicates 0': figures.duplicated === 0,
    'start < 10 s': figures.startMs < 10_000,
    [`drains at ≥ ${leastShare} of the rate of a small backlog`]:
      figures.drainPerSecond >= leastShare * figures.smallPerSecond,
  }),
};

async function round(stage) {
  const { small, backlog } = stage.size;
  const cast = await openCast(stage, { channels: { a: { concurrency: 64 } } });
  await cast.system.start();
  // A first one warms everything up.
  await drain(cast, small);
  const smallPerSecond = await drain(cast, small);

  await queue(cast, backlog);
  await cast.system.end();
  const startedAt = performance.now();
  const { pid } = await cast.system.start();
  await cast.system.ready();
  const startMs = performance.now() - startedAt;
  const memory = watchMemory(pid);
  const startMb = residentMb(pid);
  const drainPerSecond = await emptied(cast, backlog);
  const figures = { ...(await cast.verify()), startMs, startMb, drainMb: Math.max(...memory.stop()) };
  return { ...figures, smallPerSecond, drainPerSecond };
}

async function drain(cast, notifications) {
  await queue(cast, notifications);
  return emptied(cast, notifications);
}

async function queue(cast, notifications) {
  await cast.system.pause('a');
  await (
    await cast.produce({ notifications, inFlight: 64 })
  ).finished;
}

/** Resumes the channel and answers the rate at which it drained. */
async function emptied(cast, notifications) {
  const startedAt = performance.now();
  await cast.system.resume('a');
  await cast.drained(60_000 + notifications * 5);
  return (notifications * 1_000) / (performance.now() - startedAt);
}
