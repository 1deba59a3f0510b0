import { maxRetryAfterMs } from '../backoff.js';
import { systemClock, type Clock } from '../clock.js';
import { promised } from '../promised.js';
import { bucket } from './bucket.js';
import { sameScope, type Gate, type Rate, type Result } from './gate.js';

// What a provider that says 429 and nothing else is given.
const defaultRetryAfterMs = 5_000;
// No attempt is spent and no breaker opens here: a Retry-After of 0, or a date in the past, would be a hot loop.
const minRetryAfterMs = 1_000;

/** How long a 429 asks to wait: from a second to an hour, 5 s where it says nothing. */
export function retryAfterOf(retryAfterMs: number | undefined): number {
  return Math.min(Math.max(retryAfterMs ?? defaultRetryAfterMs, minRetryAfterMs), maxRetryAfterMs);
}

/** `lower` is for those who share one limiter by its key. */
export type Limiter = Gate & { lower(rate: Rate): void };

/**
 * Holds calls to a rate, in this process; `queue.limiter(rate)` is shared by all that use the queue. A 429 of the rate's
 * scope closes it until its Retry-After. A rate without any period does that and nothing else.
 */
export function limiter(rate: Rate, options: { readonly clock?: Clock | undefined } = {}): Limiter {
  const { clock = systemClock } = options;
  const tokens = bucket(rate, clock.now());
  let closedUntil = -Infinity;
  return {
    code: 'rate_limited',
    take: promised(take),
    giveBack: promised(tokens.giveBack),
    report: promised(report),
    lower: tokens.lower,
  };

  function take(n: number) {
    const now = clock.now();
    return now < closedUntil ? { granted: 0, waitMs: closedUntil - now } : tokens.take(n, now);
  }

  function report(results: readonly Result[]) {
    for (const result of results.filter(result => concerns(rate, result))) {
      closedUntil = Math.max(closedUntil, clock.now() + retryAfterOf(result.failure?.retryAfterMs));
    }
  }
}

function concerns(rate: Rate, { failure }: Result): boolean {
  return failure?.code === 'rate_limited' && sameScope(failure.scope, rate.scope);
}
