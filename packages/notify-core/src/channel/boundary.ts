import { deadline } from './deadline.js';
import type { Delivery, Receipt, Send } from '../delivery.js';
import { DeliveryError } from '../errors.js';
import { maskUrls, scrubber } from './scrub.js';
import { transportError } from '../http/transport-error.js';

export interface Boundary {
  readonly label: string;
  readonly timeoutMs: number;
  readonly clock: { now(): number };
  readonly secrets: readonly string[];
}
type Attempt = (delivery: Delivery, signal: AbortSignal) => Promise<Omit<Receipt, 'at'>>;

/** The boundary of every channel: its deadline, the time of the receipt, and what may leave it. */
export function bounded(attempt: Attempt, { label, timeoutMs, clock, secrets }: Boundary): Send {
  const scrub = scrubber(secrets);
  return async (delivery, outer) => {
    const { signal, clear } = deadline(outer, timeoutMs);
    try {
      if (signal.aborted) throw transportError(signal.reason);
      const receipt = await attempt(delivery, signal);
      return { ...scrub(receipt), at: new Date(clock.now()).toISOString() };
    } catch (thrown) {
      throw scrubbed(asDeliveryError(thrown, signal), label, scrub);
    } finally {
      clear();
    }
  };
}

function asDeliveryError(thrown: unknown, signal: AbortSignal): DeliveryError {
  if (DeliveryError.is(thrown)) return thrown;
  if (signal.aborted) return transportError(signal.reason);
  return new DeliveryError(
    'internal',
    thrown instanceof Error ? thrown.message : 'something that is no error was thrown',
  );
}

/** A copy without secrets, and without the cause: a raw error may hold the whole address. */
function scrubbed(error: DeliveryError, label: string, scrub: <T>(value: T) => T): DeliveryError {
  const { code, message, status, retryAfterMs, scope, reason, progress, handle } = error;
  const details = { status, retryAfterMs, scope, ...scrub({ reason, progress, handle }) };
  return new DeliveryError(code, scrub(maskUrls(`${label}: ${message}`)), details);
}
