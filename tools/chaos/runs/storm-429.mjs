// A receiver takes so many a second and answers 429 to the rest, and to all for a while now and then, with a Retry-After in
// every form there is. Its clock and the system's run fast. A channel with one attempt shows that no 429 costs one.
import { openCast } from '../cast.mjs';
import { nothingLost } from '../figures.mjs';
import { readLedger } from '../ledger.mjs';

export const run = {
  about: '429 for a rate, and for a while to all',
  drivers: ['embedded'],
  sizes: {
    smoke: { rounds: 1, notifications: 120, clockSpeed: 20 },
    full: { rounds: 1, notifications: 10_000, clockSpeed: 50 },
  },
  round,
  must: figures => ({
    ...nothingLost(figures),
    'duplicates 0': figures.duplicated === 0,
    'requests ≤ 1.05 × allowed': figures.requests <= 1.05 * figures.allowed,
    'the receiver said 429': figures.refusals > 0,
    'no attempt spent by 429: none dead, with one attempt each': figures.dead === 0,
  }),
};

async function round(stage) {
  const { notifications, clockSpeed } = stage.size;
  const allowed = { perSecond: clockSpeed, burst: 3, closesEvery: 100, speed: clockSpeed };
  const channels = { a: { concurrency: 8, perSecond: 1, maxAttempts: 1, behaviour: { allowed } } };
  const cast = await openCast(stage, { kind: 'composed', composed: { clockSpeed }, channels });
  await cast.system.start();
  const producer = await cast.produce({ notifications, inFlight: 16 });

  await producer.finished;
  await cast.drained(60_000 + (notifications * 4_000) / clockSpeed);
  const kinds = [...readLedger(cast.sink.ledger)].map(({ kind }) => kind);
  const refusals = kinds.filter(kind => kind === 'refused').length;
  const figures = await cast.verify();
  return { ...figures, requests: kinds.length, allowed: kinds.length - refusals, refusals };
}
