import type { Channel } from './channel/channel.js';
import type { Receipt, Send } from './delivery.js';
import type { Json } from './json.js';
import { toNotification, type NotificationInput } from './notification.js';
import { deliveryOf } from './plan.js';

export interface NotifyOptions {
  readonly signal?: AbortSignal | undefined;
  /** From an earlier receipt: what the provider needs to update or resolve that message. */
  readonly handle?: Json | undefined;
}

/** One notification to one channel, or to any Send; one attempt unless a layer around it makes more. Throws a DeliveryError. */
export async function notify(
  to: Channel | Send,
  input: NotificationInput,
  { signal, handle }: NotifyOptions = {},
): Promise<Receipt> {
  if (typeof (typeof to === 'function' ? to : (to as Partial<Channel> | undefined)?.send) !== 'function')
    throw new TypeError('notify: the first argument must be a channel, such as slack({ … }), or a send function');
  const notification = toNotification(input);
  const [send, lane] = typeof to === 'function' ? [to, 'direct'] : [to.send, to.type];
  const delivery = deliveryOf({ id: notification.id, body: notification }, { lane, priority: notification.priority });
  return send({ ...delivery, handle }, signal ?? new AbortController().signal);
}
