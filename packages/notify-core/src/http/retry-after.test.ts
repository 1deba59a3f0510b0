import { retryAfterOf } from './retry-after.js';

const now = Date.parse('2026-11-24T09:00:00Z');

it.each<[string | string[] | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  ['7', 7_000],
  [' 7 ', 7_000],
  ['1.5', 1_500],
  ['0.0001', 1],
  ['86400', 86_400_000],
  ['-5', undefined],
  ['1e9', undefined],
  ['abc', undefined],
  ['abc 1', undefined],
  ['0x10', undefined],
  ['1 s', undefined],
  ['2026-11-24T10:00:00Z', undefined],
  ['Tue, 24 Nov 2026 09:00:10 GMT', 10_000],
  ['Tuesday, 24-Nov-26 09:00:10 GMT', 10_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['Mon, or so', undefined],
  [['3', '5'], 5_000],
  [['3', 'abc'], 3_000],
  [['abc', '-1'], undefined],
  [[], undefined],
])('Retry-After: %p is %p ms', (header, expected) => {
  expect(retryAfterOf(header === undefined ? {} : { 'retry-after': header }, now)).toBe(expected);
});
