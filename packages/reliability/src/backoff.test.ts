import { exponential } from './index.js';

const hour = 3_600_000;
const retryable = { retryable: true };
const waits = (backoff: ReturnType<typeof exponential>, count: number) =>
  Array.from({ length: count }, (_, place) => backoff(place + 1, retryable));

it('waits 1 s and 2 s, then no more, when nothing else is said', () => {
  expect(waits(exponential({ jitter: 'none' }), 3)).toEqual([1_000, 2_000, undefined]);
});

it('grows by its factor up to its longest wait', () => {
  const backoff = exponential({ maxAttempts: Infinity, initialMs: 10, factor: 3, maxMs: 100, jitter: 'none' });
  expect(waits(backoff, 5)).toEqual([10, 30, 90, 100, 100]);
  expect(backoff(100_000, retryable)).toBe(100);
});

it('full jitter spreads the waits evenly over all of the time', () => {
  const backoff = exponential();
  const spread = Array.from({ length: 4_000 }, () => backoff(1, retryable) ?? NaN).sort((a, b) => a - b);
  const furthest = Math.max(...spread.map((wait, place) => Math.abs(wait / 1_000 - place / 4_000)));
  // Kolmogorov–Smirnov: above 0.04 once in some 200,000 runs if the waits are even.
  expect(furthest).toBeLessThan(0.04);
});

it('what is not retryable is not tried again', () => {
  expect(exponential()(1, { retryable: false, retryAfterMs: 5 })).toBeUndefined();
});

it.each([
  [500, 1_000],
  [5_000, 5_000],
  [100_000, 100_000],
  [100 * hour, hour],
  [-5, 1_000],
])('a Retry-After of %d ms makes a wait of 1 s %d ms', (retryAfterMs, expected) => {
  expect(exponential({ jitter: 'none' })(1, { ...retryable, retryAfterMs })).toBe(expected);
});

it('no wait is longer than a timer can count', () => {
  expect(exponential({ initialMs: Infinity, maxMs: Infinity, jitter: 'none' })(1, retryable)).toBe(2 ** 31 - 1);
});

it.each([
  [{ maxAttempts: 0 }, 'exponential: maxAttempts is 0; give a number of at least 1.'],
  [{ initialMs: NaN }, 'exponential: initialMs is NaN; give a number of at least 0.'],
  [{ factor: 0.5 }, 'exponential: factor is 0.5; give a number of at least 1.'],
  [{ maxMs: -1 }, 'exponential: maxMs is -1; give a number of at least 0.'],
])('%j is refused', (options, message) => {
  expect(() => exponential(options)).toThrow(new RangeError(message));
});
