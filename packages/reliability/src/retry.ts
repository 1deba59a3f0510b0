import type { Backoff } from './backoff.js';
import type { Call } from './call.js';
import { sleep, type Clock } from './clock.js';
import { asFailure, failure, isFailure } from './failure.js';
import { refuseUnknown } from './refuse.js';

/** Tries again for as long as the back-off says so. The last error is thrown, its code and fields kept, saying how often it was tried. */
export function retry(
  backoff: Backoff,
  options: { readonly clock?: Clock | undefined } = {},
): <I, O>(next: Call<I, O>) => Call<I, O> {
  if (typeof backoff !== 'function') throw new TypeError('retry: give a backoff such as exponential().');
  refuseUnknown('retry', options, ['clock']);
  return next => async (input, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(input, signal);
      } catch (thrown) {
        const waitMs = signal.aborted ? undefined : backoff(attempt, asFailure(thrown));
        if (waitMs === undefined) throw attempt === 1 ? thrown : afterAttempts(attempt, thrown);
        await sleep(waitMs, signal, options);
        signal.throwIfAborted();
      }
    }
  };
}

function afterAttempts(attempts: number, thrown: unknown): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const message = `failed after ${attempts} attempts: ${text}`;
  if (!isFailure(thrown)) return new Error(message, { cause: thrown });
  const { code, retryAfterMs, scope, progress, handle, status, reason } = thrown;
  return failure(code, message, { retryAfterMs, scope, progress, handle, status, reason, cause: thrown });
}
