import { z } from '@helix/notify-core';

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const EXPECTED = 'expected a duration such as 250ms, 30s, 5m, 3h or 2d';

/** A duration as text, `250ms`, `30s`, `5m`, `3h` or `2d`, that becomes milliseconds. Both bounds are durations themselves. */
export function duration(shortest: string, longest: string) {
  const [least, most] = [toMs(shortest), toMs(longest)];
  return z
    .string({ error: issue => (issue.input === undefined ? undefined : EXPECTED) })
    .regex(/^\d+(ms|s|m|h|d)$/, EXPECTED)
    .transform(toMs)
    .refine(ms => ms >= least && ms <= most, `expected a duration from ${shortest} to ${longest}`);
}

function toMs(text: string): number {
  const unit = text.replace(/^\d+/, '') as keyof typeof msPerUnit;
  return parseInt(text, 10) * msPerUnit[unit];
}
