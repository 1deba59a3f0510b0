import { steadyClock } from './steady-clock.js';

function at(latest: number, ...told: readonly number[]): number[] {
  const times = [...told];
  const now = steadyClock({ now: () => times.shift() ?? 0 }, latest);
  return told.map(() => now());
}

it('a clock that runs is told as it is', () => {
  expect(at(0, 1_000, 2_000, 2_000)).toEqual([1_000, 2_000, 2_000]);
});

it('one that is slewed back stands still until it has caught up', () => {
  expect(at(0, 5_000, 4_500, 4_900, 5_100)).toEqual([5_000, 5_000, 5_000, 5_100]);
});

it('one that is set back goes on from where it was', () => {
  expect(at(0, 10_000_000, 5_000, 6_000, 7_500)).toEqual([10_000_000, 10_000_000, 10_001_000, 10_002_500]);
});

it('one that is behind what was seen before goes on from there', () => {
  expect(at(10_000_000, 5_000, 6_000)).toEqual([10_000_000, 10_001_000]);
});
