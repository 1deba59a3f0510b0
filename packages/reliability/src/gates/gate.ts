import type { Failure } from '../failure.js';

/** How one call ended, as a gate is told. */
export interface Result {
  readonly failure?: Failure | undefined;
  readonly durationMs: number;
}

/**
 * What a lane asks before it claims: limiters, breaker. What was granted and not used is given back, so that an empty
 * claim costs nothing; nothing is held while waiting.
 */
export interface Gate {
  /** What a caller is told who cannot wait for it (`rate_limited`). */
  readonly code?: 'rate_limited' | 'circuit_open' | undefined;
  /** `waitMs`: where less than `n` was granted, when asking again may pay. */
  take(n: number): Promise<{ readonly granted: number; readonly waitMs: number }>;
  giveBack(n: number): Promise<void>;
  report(results: readonly Result[]): Promise<void>;
}

/** A provider's limit. One key, one bucket, however many lanes name it; of two rates for a key the lower holds. */
export interface Rate {
  /** The options whose values together are what is limited. */
  readonly scope: readonly string[];
  readonly key: string;
  readonly perSecond?: number | undefined;
  readonly perMinute?: number | undefined;
  readonly perHour?: number | undefined;
  /** How many may go at once after a rest; without it one second's worth, at least 1. */
  readonly burst?: number | undefined;
}

export function sameScope(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every(name => b.includes(name));
}
