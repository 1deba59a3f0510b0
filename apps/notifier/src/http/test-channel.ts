import { deliveryOf, toNotification, type Channel, type DeliveryError, type Receipt } from '@helix/notify-core';
import type { App } from '../app.js';
import { receiptShape } from '../ledger/delivery-shape.js';
import { laneBreaker } from '../ledger/lane-health.js';
import { own } from '../own.js';
import { problem } from './problem.js';

/** `POST /v1/channels/:name/test`: a real message past the queue and the rules. Where it is taken, the lane is well again. */
export async function testChannel(app: App, name: string) {
  const startedAt = Date.now();
  const sent = await send(channelOf(app, name), name);
  const ended = { ok: 'receipt' in sent, duration_ms: Date.now() - startedAt };
  if (!('receipt' in sent)) return { ...ended, receipt: null, error: errorShape(sent.error) };
  await laneBreaker(app, name).reset();
  return { ...ended, receipt: receiptShape(sent.receipt), error: null };
}

function channelOf({ channels, config }: App, name: string): Channel {
  const channel = own(channels, name);
  if (!channel) throw problem('not_found', `there is no channel "${name}"`);
  if (channel === 'off')
    throw problem('conflict', `channel "${name}" is turned off: ${String(own(config.channels, name)?.reason)}`);
  return channel;
}

async function send(channel: Channel, name: string): Promise<{ receipt: Receipt } | { error: DeliveryError }> {
  const body = toNotification({
    title: 'Test of Helix notifications',
    message: `If you can read this, the channel ${name} works.`,
  });
  try {
    const delivery = deliveryOf({ id: body.id, body }, { lane: name, priority: body.priority });
    return { receipt: await channel.send(delivery, new AbortController().signal) };
  } catch (error) {
    // A channel throws nothing else.
    return { error: error as DeliveryError };
  }
}

const errorShape = ({ code, status, message }: DeliveryError) => ({ code, status: status ?? null, detail: message });
