import { abortListeners } from './abort-listeners.js';
import { deadline, type Deadline } from './deadline.js';
import type { Delivery, Receipt, Send } from '../delivery.js';
import { asDeliveryError, DeliveryError } from '../errors.js';
import { maskUrls, type Scrub } from './scrub.js';
import { abortError } from '../http/transport-error.js';

export interface Boundary {
  readonly label: string;
  readonly timeoutMs: number;
  readonly clock: { now(): number };
  readonly scrub: Scrub;
}
type Attempt = (delivery: Delivery, limit: Deadline) => Promise<Omit<Receipt, 'at'>>;

/** The boundary of every channel: its deadline, the time of the receipt, and what may leave it. */
export function bounded(attempt: Attempt, { label, timeoutMs, clock, scrub }: Boundary): Send {
  const onAbort = abortListeners();
  return async (delivery, outer) => {
    const limit = deadline(outer, timeoutMs, onAbort);
    try {
      if (limit.aborted) throw abortError(limit);
      const receipt = await attempt(delivery, limit);
      // Not `{ ...receipt, at }`: V8 takes microseconds for a property that follows a spread.
      return Object.assign({ at: new Date(clock.now()).toISOString() }, scrub(receipt));
    } catch (thrown) {
      throw scrubbed(failureOf(thrown, limit), label, scrub);
    } finally {
      limit.clear();
    }
  };
}

/** What a library throws when its signal aborts is seldom clear: the signal itself is. */
function failureOf(thrown: unknown, limit: Deadline): DeliveryError {
  return limit.aborted && !DeliveryError.is(thrown) ? abortError(limit) : asDeliveryError(thrown);
}

/** A copy without secrets, and without the cause: a raw error may hold the whole address. */
function scrubbed(error: DeliveryError, label: string, scrub: Scrub): DeliveryError {
  const { code, message, status, retryAfterMs, scope, reason, progress, handle } = error;
  const details = { status, retryAfterMs, scope, ...scrub({ reason, progress, handle }) };
  return new DeliveryError(code, scrub(maskUrls(`${label}: ${message}`)), details);
}
