import type { Channel } from './channel.js';
import type { Delivery, Receipt, Send } from './delivery.js';
import { DeliveryError } from './errors.js';
import { deliveryOf, type Batch, type Job } from './plan.js';

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
  const running = new Map<Promise<unknown>, AbortController>();
  let send: Send | undefined;

  const deliver = async (delivery: Delivery, expiresAt: number | undefined): Promise<DirectResult[number]> => {
    const { channel } = delivery;
    const controller = new AbortController();
    try {
      const attempt = begin(delivery, expiresAt, controller.signal);
      running.set(attempt, controller);
      const receipt = await attempt.finally(() => running.delete(attempt));
      return { channel, ok: true, receipt };
    } catch (error) {
      return { channel, ok: false, error: asDeliveryError(error) };
    }
  };
  const begin = async (delivery: Delivery, expiresAt: number | undefined, signal: AbortSignal) => {
    if (!send) throw new DeliveryError('cancelled', 'the notifier is closed: nothing more is delivered');
    if (expiresAt !== undefined && expiresAt <= Date.now()) throw new DeliveryError('expired', 'expires_at had passed');
    return send(delivery, signal);
  };

  return {
    start: given => {
      send = given;
    },
    add: batches =>
      Promise.all(
        batches.map(batch => Promise.all(batch.jobs.map((job: Job) => deliver(deliveryOf(batch, job), job.expiresAt)))),
      ),
    async stop(graceMs = 10_000) {
      send = undefined;
      const left = [...running];
      const timer = setTimeout(() => left.forEach(([, controller]) => controller.abort()), graceMs);
      await Promise.allSettled(left.map(([attempt]) => attempt));
      clearTimeout(timer);
    },
  };
}

function asDeliveryError(thrown: unknown): DeliveryError {
  if (DeliveryError.is(thrown)) return thrown;
  return new DeliveryError(
    'internal',
    thrown instanceof Error ? thrown.message : 'something that is no error was thrown',
  );
}
