import { asError } from './as-error.js';
import type { BusEvent } from './create-event.js';

export type OnError = (error: Error, event?: BusEvent) => unknown;

/** Nobody asked for errors, yet none may vanish: one line on standard error, unless the process handles warnings itself. */
export function warn(error: Error, event?: BusEvent): void {
  const line = error.message.replace(/\n.*/s, '');
  process.emitWarning(event === undefined ? line : `Event ${event.type}: ${line}`, 'EventBusWarning');
}

/** Tells `onError`, whose own failure is told as a warning. */
export async function report(onError: OnError, error: Error, event?: BusEvent): Promise<void> {
  try {
    await onError(error, event);
  } catch (thrown) {
    warn(asError(thrown, 'onError'), event);
  }
}

/** A rejection that `onError` has been told of, so that a publisher who ignores it does not end the process. */
export function refuse(onError: OnError, refusal: Error, event?: BusEvent): Promise<never> {
  void report(onError, refusal, event);
  const rejection = Promise.reject(refusal);
  rejection.catch(() => undefined);
  return rejection;
}
