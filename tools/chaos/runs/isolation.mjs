// One channel is black-holed with a great backlog; another has to stay as fast as it was alone.
import { openCast } from '../cast.mjs';
import { agesOf, quantile } from '../ages.mjs';
import { residentMb, watchMemory } from '../memory.mjs';

// Of a handful of samples the 99th percentile is the worst one, and a shared machine has its moments.
const noiseMs = 25;

export const run = {
  about: 'one channel black-holed with a backlog, another at 10/s',
  drivers: ['embedded'],
  alone: true,
  sizes: {
    smoke: { rounds: 1, backlog: 500, seconds: 3, noiseMs },
    full: { rounds: 1, backlog: 100_000, seconds: 120, noiseMs },
  },
  round,
  must: ({ lost, unexpected, undelivered, aloneP99Ms, besideP99Ms, grownMb }, size) => ({
    'lost 0': lost === 0,
    'unexpected 0': unexpected === 0,
    'all of the other channel delivered': undelivered === 0,
    [`p99 ≤ 1.2 × alone (or ${size.noiseMs} ms more)`]:
      besideP99Ms <= Math.max(1.2 * aloneP99Ms, aloneP99Ms + size.noiseMs),
    'memory ≤ + 50 MB': grownMb <= 50,
  }),
};

async function round(stage) {
  const { backlog, seconds } = stage.size;
  const channels = {
    slack: { concurrency: 8, timeoutMs: 30_000, behaviour: { silent: true } },
    pagerduty: { concurrency: 8, behaviour: { latencyMs: [5, 15] } },
  };
  const cast = await openCast(stage, { channels });
  const { pid } = await cast.system.start();
  const tenASecond = { channels: ['pagerduty'], perSecond: 10, notifications: seconds * 10, inFlight: 32 };

  // What is compiled and allocated only once must not count.
  await produceAll(cast, { ...tenASecond, perSecond: 200, notifications: 200 });
  const alone = await produceAll(cast, tenASecond);
  const beforeMb = residentMb(pid);
  const memory = watchMemory(pid);
  await produceAll(cast, { channels: ['slack'], notifications: backlog, inFlight: 32 });
  const beside = await produceAll(cast, tenASecond);

  const grownMb = Math.max(...memory.stop()) - beforeMb;
  const p99 = ages => quantile(ages, 0.99);
  const { acknowledged, lost, unexpected } = await cast.verify();
  const undelivered = 2 * tenASecond.notifications - alone.length - beside.length;
  return { acknowledged, lost, unexpected, undelivered, aloneP99Ms: p99(alone), besideP99Ms: p99(beside), grownMb };
}

/** Answers the ages of its deliveries. */
async function produceAll(cast, options) {
  const { finished, ledger } = await cast.produce(options);
  await finished;
  if (options.channels[0] !== 'slack') await cast.delivered(ledger);
  return agesOf([ledger], cast.sink.ledger);
}
