import { refuseUnknown, refuseUnless } from '../refuse.js';
import type { Rate } from './gate.js';

const periods = [
  { option: 'perSecond', ms: 1_000 },
  { option: 'perMinute', ms: 60_000 },
  { option: 'perHour', ms: 3_600_000 },
] as const;

// Sums of fractions fall short of whole tokens by some 1e-12: less than a millionth of a token is no shortage.
const epsilon = 1e-6;

/** Tokens of one rate: a bucket for each period it names, all of one capacity. In any time t it gives at most burst + rate × t. */
export interface Bucket {
  take(n: number, now: number): { readonly granted: number; readonly waitMs: number };
  giveBack(n: number): void;
  /** Holds to the lower of its rate and this one from now on. */
  lower(rate: Rate): void;
}

interface Tokens {
  perMs: number;
  level: number;
}

export function bucket(first: Rate, startedAt: number): Bucket {
  const levels = new Map<number, Tokens>();
  let capacity = Infinity;
  let filledAt = startedAt;
  lower(first);
  return { take, giveBack, lower };

  function lower(rate: Rate) {
    capacity = Math.min(capacity, burstOf(rate));
    for (const { option, ms } of periods) {
      const count = rate[option];
      if (count === undefined) continue;
      const known = levels.get(ms);
      levels.set(ms, { perMs: Math.min(known?.perMs ?? Infinity, count / ms), level: known?.level ?? capacity });
    }
    giveBack(0);
  }

  function take(n: number, now: number) {
    fill(now);
    const granted = Math.min(n, ...[...levels.values()].map(tokens => Math.floor(tokens.level + epsilon)));
    for (const tokens of levels.values()) tokens.level -= granted;
    return { granted, waitMs: granted < n ? nextTokenMs() : 0 };
  }

  function fill(now: number) {
    // A clock that was set back refills nothing until it is where it was.
    for (const tokens of levels.values()) {
      tokens.level = Math.min(capacity, tokens.level + Math.max(0, now - filledAt) * tokens.perMs);
    }
    filledAt = Math.max(filledAt, now);
  }

  function nextTokenMs() {
    return Math.ceil(Math.max(...[...levels.values()].map(tokens => (1 - tokens.level - epsilon) / tokens.perMs)));
  }

  function giveBack(n: number) {
    for (const tokens of levels.values()) tokens.level = Math.min(capacity, tokens.level + n);
  }
}

function burstOf(rate: Rate): number {
  const known = ['scope', 'key', 'perSecond', 'perMinute', 'perHour', 'burst'] as const;
  refuseUnknown(`limiter "${rate.key}"`, rate, known);
  for (const option of ['perSecond', 'perMinute', 'perHour'] as const) {
    const count = rate[option];
    const good = count === undefined || (count > 0 && Number.isFinite(count));
    refuseUnless(good, `limiter "${rate.key}"`, option, count, 'a number above 0');
  }
  const {
    burst = Math.max(
      1,
      Math.ceil(Math.min(...periods.map(({ option, ms }) => ((rate[option] ?? Infinity) / ms) * 1_000))),
    ),
  } = rate;
  const good = rate.burst === undefined || (Number.isInteger(burst) && burst >= 1);
  refuseUnless(good, `limiter "${rate.key}"`, 'burst', burst, 'a whole number of at least 1');
  return burst;
}
