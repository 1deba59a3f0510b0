import { bucket, type Bucket } from '../../../gates/bucket.js';
import type { Rate } from '../../../gates/gate.js';

/** What limits one key: how many may go at once, and tokens per ms by period in ms. A rate without any period limits nothing. */
export interface Limits {
  readonly burst?: number;
  readonly rates: Readonly<Record<string, number>>;
}

const periods = [
  { option: 'perSecond', ms: 1_000 },
  { option: 'perMinute', ms: 60_000 },
  { option: 'perHour', ms: 3_600_000 },
] as const;

/** The lower of both. @throws RangeError where the rate has no meaning. */
export function lowestOf(rate: Rate, known: Limits = { rates: {} }): Limits {
  // A new bucket refuses a bad rate, and gives its whole burst.
  const burst = Math.min(bucket(rate, 0).take(Infinity, 0).granted, known.burst ?? Infinity);
  const rates = { ...known.rates };
  for (const { option, ms } of periods) {
    const perMs = (rate[option] ?? Infinity) / ms;
    if (perMs < Infinity) rates[ms] = Math.min(perMs, rates[ms] ?? Infinity);
  }
  return { ...(burst < Infinity && { burst }), rates };
}

/** A process's part of a shared limit while Redis is away: the rate divided by those that took from it lately. */
export interface LocalShare {
  take(n: number, limits: Limits): { readonly granted: number; readonly waitMs: number };
  giveBack(n: number): void;
  /** What was taken here, for Redis to charge; once. */
  collect(): number;
  /** It could not be charged. */
  owe(debt: number): void;
  /** Redis answered: there are so many, and no need of a share. */
  end(sharers: number): void;
}

export function localShare(now: () => number): LocalShare {
  let share: { readonly tokens: Bucket; readonly limits: Limits } | undefined;
  let owed = 0;
  let sharing = 1;
  return {
    take,
    giveBack(n) {
      share?.tokens.giveBack(n);
      owed = Math.max(0, owed - n);
    },
    collect() {
      const debt = owed;
      owed = 0;
      return debt;
    },
    owe: debt => void (owed += debt),
    end(sharers) {
      sharing = sharers;
      share = undefined;
    },
  };

  function take(n: number, limits: Limits) {
    if (share?.limits !== limits) share = { tokens: emptyBucket(limits, sharing, now()), limits };
    const answer = share.tokens.take(n, now());
    owed += answer.granted;
    return answer;
  }
}

// Empty, since all that the burst allows may just have been taken from Redis.
function emptyBucket({ burst = Infinity, rates }: Limits, sharing: number, now: number): Bucket {
  const share = Object.fromEntries(
    periods.flatMap(({ option, ms }) => (rates[ms] === undefined ? [] : [[option, (rates[ms] * ms) / sharing]])),
  );
  const part = Math.max(1, Math.floor(burst / sharing));
  const tokens = bucket({ scope: [], key: 'local share', ...share, ...(part < Infinity && { burst: part }) }, now);
  tokens.take(part, now);
  return tokens;
}
