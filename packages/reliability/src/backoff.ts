import { maxTimerMs } from './clock.js';
import type { Failure } from './failure.js';
import { refuseUnknown, refuseUnless } from './refuse.js';

/** Pure: how long to wait after attempt number `attempt` (from 1) failed, in ms; undefined for no further attempt. */
export type Backoff = (attempt: number, failure: Pick<Failure, 'retryable' | 'retryAfterMs'>) => number | undefined;

export interface ExponentialOptions {
  /** All attempts, the first included (3). `Infinity` where something else ends the trying. */
  readonly maxAttempts?: number | undefined;
  /** The longest wait after the first attempt (1 s). */
  readonly initialMs?: number | undefined;
  /** What each further wait is multiplied by (2). */
  readonly factor?: number | undefined;
  /** The longest wait of all (30 s); a provider's Retry-After may be longer. */
  readonly maxMs?: number | undefined;
  /** `full` (default): anything from zero up to the wait, so that what failed together does not come back together. */
  readonly jitter?: 'full' | 'none' | undefined;
}

// A provider that asks for more is asked again after an hour: it may have been a mistake, and the queue's own age limit still holds.
export const maxRetryAfterMs = 3_600_000;

/** Exponential back-off. Retry-After is a floor, clamped to an hour; what is not retryable is not tried again. */
export function exponential(options: ExponentialOptions = {}): Backoff {
  const { maxAttempts = 3, initialMs = 1_000, factor = 2, maxMs = 30_000, jitter = 'full' } = options;
  refuseUnknown('exponential', options, ['maxAttempts', 'initialMs', 'factor', 'maxMs', 'jitter']);
  refuseUnless(maxAttempts >= 1, 'exponential', 'maxAttempts', maxAttempts, 'a number of at least 1');
  refuseUnless(initialMs >= 0, 'exponential', 'initialMs', initialMs, 'a number of at least 0');
  refuseUnless(factor >= 1, 'exponential', 'factor', factor, 'a number of at least 1');
  refuseUnless(maxMs >= 0, 'exponential', 'maxMs', maxMs, 'a number of at least 0');
  return (attempt, { retryable, retryAfterMs = 0 }) => {
    if (!retryable || attempt >= maxAttempts) return undefined;
    const longestMs = Math.min(maxMs, initialMs * factor ** (attempt - 1));
    const waitMs = jitter === 'full' ? Math.random() * longestMs : longestMs;
    return Math.min(Math.max(waitMs, Math.min(retryAfterMs, maxRetryAfterMs)), maxTimerMs);
  };
}
