import type { Channel } from './channel/channel.js';
import type { Send } from './delivery.js';
import { DeliveryError } from './errors.js';

/** The router is a Send too: a delivery goes to the channel that it names. */
export function route(channels: Readonly<Record<string, Pick<Channel, 'send'>>>): Send {
  const byName = new Map(Object.entries(channels));
  return async (delivery, signal) => {
    const channel = byName.get(delivery.channel);
    if (!channel)
      throw new DeliveryError('misconfigured', `there is no channel "${delivery.channel}" here, or it is turned off`);
    return channel.send(delivery, signal);
  };
}
