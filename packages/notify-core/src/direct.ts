import { setMaxListeners } from 'node:events';
import type { Channel } from './channel/channel.js';
import { longestTimerMs } from './channel/deadline.js';
import type { Delivery, Receipt, Send } from './delivery.js';
import { asDeliveryError, DeliveryError } from './errors.js';
import { deliveryOf, type Batch } from './plan.js';

/** How batches are delivered: `direct()` here, `queued(queue)` in @helix/reliability. */
export interface Deliver<R> {
  start(send: Send, lanes: Readonly<Record<string, Pick<Channel, 'rates' | 'timeoutMs'>>>): void;
  add(batches: readonly Batch[]): Promise<R[]>;
  stop(graceMs?: number): Promise<void>;
}

/** One entry a channel: its receipt, or why it failed. */
export type DirectResult = readonly ({ readonly channel: string } & (
  { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly error: DeliveryError }
))[];

/** All channels in parallel, one attempt each; one failing fails no other. Keeps no handles: updates need a queue. */
export function direct(): Deliver<DirectResult> {
  const stopping = new AbortController();
  // Each send listens to it, however many are on their way.
  setMaxListeners(0, stopping.signal);
  const running = new Set<Promise<unknown>>();
  let send: Send | undefined;

  const attempt = async (delivery: Delivery, expiresAt: number | undefined): Promise<DirectResult[number]> => {
    const { channel } = delivery;
    try {
      if (!send) throw new DeliveryError('cancelled', 'the notifier is closed: nothing more is delivered');
      if (expiresAt !== undefined && expiresAt <= Date.now())
        throw new DeliveryError('expired', 'expires_at had passed');
      return { channel, ok: true, receipt: await send(delivery, stopping.signal) };
    } catch (error) {
      return { channel, ok: false, error: asDeliveryError(error) };
    }
  };
  const deliver = async (batch: Batch): Promise<DirectResult> => {
    const all = Promise.all(batch.jobs.map(job => attempt(deliveryOf(batch, job), job.expiresAt)));
    running.add(all);
    const results = await all;
    running.delete(all);
    return results;
  };

  return {
    start: given => {
      send = given;
    },
    add: batches => Promise.all(batches.map(deliver)),
    async stop(graceMs = 10_000) {
      send = undefined;
      const settled = Promise.all(running);
      await atMost(graceMs, settled);
      stopping.abort(new DeliveryError('cancelled', 'the notifier was closed before this was delivered'));
      await atMost(abortMs, settled);
    },
  };
}

// Enough for an aborted send to end; one that ignores its signal is left behind.
const abortMs = 1_000;

async function atMost(ms: number, settled: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise(resolve => (timer = setTimeout(resolve, Math.min(ms, longestTimerMs))));
  await Promise.race([settled, over]);
  clearTimeout(timer);
}
