import type { BusEvent } from './create-event.js';
import { frozenCopy } from './frozen-copy.js';

/** An event that no handler can alter: the same object where it and its data are frozen, as those of `createEvent` are. @throws TypeError */
export function unalterable(given: unknown): BusEvent {
  if (!isEvent(given))
    throw new TypeError(
      "publish: an event needs a type, a string that is not empty. createEvent('task.failed', …) makes one.",
    );
  return Object.isFrozen(given) && Object.isFrozen(given.data) ? given : frozenCopy(given);
}

export const isEvent = (value: unknown): value is BusEvent =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && value.type !== '';
