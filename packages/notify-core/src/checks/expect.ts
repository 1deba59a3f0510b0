import assert from 'node:assert/strict';
import type { Channel } from '../channel/channel.js';
import type { Delivery } from '../delivery.js';
import { DeliveryError } from '../errors.js';
import { delivery, never } from './subject.js';

/** The failure of one send; fails the check where the send succeeded or threw anything else. */
export async function failureOfSend(
  channel: Channel,
  signal = never(),
  one: Delivery = delivery(),
): Promise<DeliveryError> {
  const outcome = await within(
    5_000,
    channel.send(one, signal).then(
      () => 'it was taken for delivered',
      (thrown: unknown) => thrown,
    ),
  );
  if (DeliveryError.is(outcome)) return outcome;
  assert.fail(`expected a DeliveryError, but ${typeof outcome === 'string' ? outcome : 'something else was thrown'}`);
}

/** So that a channel that never settles fails its check and not the whole run. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'it did not settle'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'it did not settle'>(
    resolve => (timer = setTimeout(() => resolve('it did not settle'), ms)),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Every string in a value, keys included. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...stringsIn(item)]);
}
