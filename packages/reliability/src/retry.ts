import type { Backoff } from './backoff.js';
import type { Call } from './call.js';
import { sleep, type Clock } from './clock.js';
import { asFailure, failure, isFailure, type Failure } from './failure.js';
import { refuseUnknown } from './refuse.js';

/**
 * Tries again for as long as the back-off says so. What a failed attempt won, its `progress` and `handle`, is laid into
 * the input of the next, as a queue does. The last error is thrown, its code and fields kept, saying how often it was tried.
 */
export function retry(
  backoff: Backoff,
  options: { readonly clock?: Clock | undefined } = {},
): <I, O>(next: Call<I, O>) => Call<I, O> {
  if (typeof backoff !== 'function') throw new TypeError('retry: give a backoff such as exponential().');
  refuseUnknown('retry', options, ['clock']);
  return next => async (input, signal) => {
    let won: Won = {};
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(withWon(input, won), signal);
      } catch (thrown) {
        const failed = asFailure(thrown);
        won = { ...won, ...wonBy(failed) };
        const waitMs = signal.aborted ? undefined : backoff(attempt, failed);
        if (waitMs === undefined) throw attempt === 1 ? thrown : afterAttempts(attempt, thrown, won);
        await sleep(waitMs, signal, options);
        signal.throwIfAborted();
      }
    }
  };
}

type Won = Pick<Failure, 'progress' | 'handle'>;

function wonBy({ progress, handle }: Failure): Won {
  return { ...(progress !== undefined && { progress }), ...(handle !== undefined && { handle }) };
}

// Only a call that was given an object, such as a Work, can have told of progress.
function withWon<I>(input: I, won: Won): I {
  const carries = typeof input === 'object' && input !== null && Object.keys(won).length > 0;
  return carries ? { ...input, ...won } : input;
}

function afterAttempts(attempts: number, thrown: unknown, won: Won): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const message = `failed after ${attempts} attempts: ${text}`;
  if (!isFailure(thrown)) return new Error(message, { cause: thrown });
  const { code, retryAfterMs, scope, status, reason } = thrown;
  return failure(code, message, { retryAfterMs, scope, status, reason, ...won, cause: thrown });
}
