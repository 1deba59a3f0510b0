import type { Call } from './call.js';
import { maxTimerMs } from './clock.js';
import { failure, isFailure } from './failure.js';
import { refuseUnless } from './refuse.js';

// What a call says about its own end, above all its progress, is worth a moment; one that ignores its signal is left behind.
const graceMs = 1_000;

/** Aborts with a TimeoutError after `ms`, then waits at most 1 s for the call's own end, so that its progress is kept. */
export function timeout(ms: number): <I, O>(next: Call<I, O>) => Call<I, O> {
  refuseUnless(ms > 0, 'timeout', 'ms', ms, 'a number above 0');
  return next => (input, signal) =>
    new Promise((resolve, reject) => {
      const inner = new AbortController();
      let timer = setTimeout(expire, Math.min(ms, maxTimerMs));
      signal.addEventListener('abort', forward);
      if (signal.aborted) forward();
      next(input, inner.signal)
        .then(resolve, (thrown: unknown) => reject(ownError(thrown)))
        .finally(release);

      function expire() {
        abort(new DOMException(`No answer within ${ms} ms.`, 'TimeoutError'));
      }
      function forward() {
        abort(signal.reason);
      }
      function abort(reason: unknown) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, graceMs);
        inner.abort(reason);
      }
      function giveUp() {
        reject(ownError(inner.signal.reason));
        release();
      }
      function release() {
        clearTimeout(timer);
        signal.removeEventListener('abort', forward);
      }
      function ownError(thrown: unknown): Error {
        if (isFailure(thrown) || !inner.signal.aborted) return thrown as Error;
        if (signal.aborted) return failure('cancelled', 'The call was cancelled.', { cause: thrown });
        return failure('timeout', `No answer within ${ms} ms.`, { cause: thrown });
      }
    });
}
