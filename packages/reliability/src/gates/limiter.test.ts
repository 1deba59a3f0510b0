import { fakeClock } from '@helix/testutil';
import { failure, limiter, type Rate } from '../index.js';

const rate = (more: Partial<Rate>): Rate => ({ scope: ['token'], key: 'k', ...more });
const open = (more: Partial<Rate>) => {
  const clock = fakeClock(1_000_000);
  return { clock, gate: limiter(rate(more), { clock }) };
};
const tooMany = (details: Parameters<typeof failure>[2]) => ({
  durationMs: 1,
  failure: failure('rate_limited', 'x', details),
});

it.each([
  [{ perSecond: 5 }, 5],
  [{ perSecond: 0.5 }, 1],
  [{ perMinute: 6 }, 1],
  [{ perMinute: 120 }, 2],
  [{ perHour: 10 }, 1],
  [{ perSecond: 5, burst: 20 }, 20],
  [{ perSecond: 100, perMinute: 60 }, 1],
])('%j is full at first: %d at once', async (limits, expected) => {
  expect((await open(limits).gate.take(1_000)).granted).toBe(expected);
});

it.each([
  ['of 5 a second', { perSecond: 5 }, 10_000, 5 + 50],
  ['of one in ten seconds', { perMinute: 6, burst: 1 }, 60_000, 1 + 6],
  ['of 5 a second and 100 a minute, burst 10', { perSecond: 5, perMinute: 100, burst: 10 }, 60_000, 10 + 100],
  ['of 2 a second and 3,600 an hour', { perSecond: 2, perHour: 3_600 }, 60_000, 1 + 60],
])('a rate %s grants its burst and its rate, no more and no less', async (_, limits, ms, expected) => {
  const { clock, gate } = open(limits);
  let granted = 0;
  for (let passed = 0; passed <= ms; passed += 100) {
    granted += (await gate.take(50)).granted;
    await clock.advance(100);
  }
  expect(granted).toBe(expected);
});

it('tells when asking again will pay, and is right', async () => {
  const { clock, gate } = open({ perMinute: 6, burst: 1 });
  expect(await gate.take(2)).toEqual({ granted: 1, waitMs: 10_000 });
  await clock.advance(9_999);
  expect(await gate.take(1)).toEqual({ granted: 0, waitMs: 1 });
  await clock.advance(1);
  expect(await gate.take(1)).toEqual({ granted: 1, waitMs: 0 });
});

it('takes back what was not used, and never more than it holds', async () => {
  const { gate } = open({ perSecond: 3 });
  await gate.take(3);
  await gate.giveBack(2);
  expect((await gate.take(3)).granted).toBe(2);
  await gate.giveBack(100);
  expect((await gate.take(100)).granted).toBe(3);
});

it('a clock that is set back neither grants nor waits longer', async () => {
  let now = 1_000_000;
  const gate = limiter(rate({ perSecond: 1 }), { clock: { now: () => now } });
  await gate.take(1);
  now -= 3_600_000;
  expect(await gate.take(1)).toEqual({ granted: 0, waitMs: 1_000 });
  now += 3_601_000;
  expect((await gate.take(1)).granted).toBe(1);
});

describe('a 429', () => {
  it.each([
    [60_000, 60_000],
    [undefined, 5_000],
    [1e12, 3_600_000],
    [0, 1_000],
    [-5, 1_000],
  ])('with a Retry-After of %p ms closes it for %d ms', async (retryAfterMs, expected) => {
    const { gate } = open({ perSecond: 5 });
    await gate.report([tooMany({ scope: ['token'], retryAfterMs })]);
    expect(await gate.take(1)).toEqual({ granted: 0, waitMs: expected });
  });

  it('never opens it earlier than one before', async () => {
    const { gate } = open({ perSecond: 5 });
    await gate.report([60_000, 1_000].map(retryAfterMs => tooMany({ scope: ['token'], retryAfterMs })));
    expect((await gate.take(1)).waitMs).toBe(60_000);
  });

  it.each([[['other']], [['token', 'chat']], [undefined]])('of scope %j is none of its business', async scope => {
    const { gate } = open({ perSecond: 5 });
    await gate.report([tooMany({ scope, retryAfterMs: 60_000 })]);
    expect((await gate.take(1)).granted).toBe(1);
  });

  it('closes a limiter without any rate, which limits nothing else', async () => {
    const { gate } = open({ scope: [] });
    expect(await gate.take(10_000)).toEqual({ granted: 10_000, waitMs: 0 });
    await gate.report([tooMany({ retryAfterMs: 60_000 })]);
    expect((await gate.take(1)).waitMs).toBe(60_000);
  });

  it('is the only failure that closes it', async () => {
    const { gate } = open({ perSecond: 5 });
    await gate.report([
      { durationMs: 1, failure: failure('server_error', 'x', { retryAfterMs: 60_000 }) },
      { durationMs: 1 },
    ]);
    expect((await gate.take(1)).granted).toBe(1);
  });
});

it.each([
  [{ perSecond: 0 }, 'limiter "k": perSecond is 0; give a number above 0.'],
  [{ perMinute: -1 }, 'limiter "k": perMinute is -1; give a number above 0.'],
  [{ perHour: NaN }, 'limiter "k": perHour is NaN; give a number above 0.'],
  [{ perSecond: Infinity }, 'limiter "k": perSecond is Infinity; give a number above 0.'],
  [{ perSecond: 1, burst: 0 }, 'limiter "k": burst is 0; give a whole number of at least 1.'],
  [{ perSecond: 1, burst: 1.5 }, 'limiter "k": burst is 1.5; give a whole number of at least 1.'],
])('%j is refused', (limits, message) => {
  expect(() => limiter(rate(limits))).toThrow(new RangeError(message));
});
