import type { EventLike } from './events/event.js';
import type { DirectResult } from './direct.js';
import { DeliveryError } from './errors.js';
import type { Notifier } from './notifier.js';

/** What `connect` needs of a bus; `@helix/event-bus` fits, and so does any other. */
export interface BusLike {
  subscribe(pattern: string, handler: (event: EventLike) => Promise<void>): () => void;
}

/**
 * Every event of the bus goes to the notifier: no manual call. What was not stored, or without a queue not delivered,
 * fails the handler, so that the bus tells its `onError`. Answers how to stop that.
 */
export function connect(bus: BusLike, notifier: Pick<Notifier<unknown>, 'handle'>): () => void {
  return bus.subscribe('*', async event => {
    const lost = lossOf(event, await notifier.handle(event));
    if (lost) throw lost;
  });
}

function lossOf({ type, id }: EventLike, result: unknown): Error | undefined {
  const name = `event ${type} (${id})`;
  return Array.isArray(result) ? undelivered(name, result as DirectResult) : notStored(name, Object(result) as Answer);
}

/** What a queue of any make answers; where it stored nothing, why. */
interface Answer {
  readonly stored?: unknown;
  readonly reason?: string;
  readonly retryAfterMs?: number;
}

function notStored(name: string, { stored, reason, retryAfterMs }: Answer): DeliveryError | undefined {
  const lost = `${name} was not stored`;
  if (stored === 'conflict')
    return new DeliveryError('invalid_request', `${lost}, since another one has its source and id: give it its own id`);
  if (stored !== 'refused') return undefined;
  const message = `${lost}, since the queue is ${reason}: publish it again after ${retryAfterMs} ms`;
  return new DeliveryError('internal', message, { reason, retryAfterMs });
}

function undelivered(name: string, results: DirectResult): AggregateError | undefined {
  const failed = results.filter(result => !result.ok);
  if (failed.length === 0) return undefined;
  const each = failed.map(({ channel, error }) => `${channel} (${error.code}: ${error.message})`);
  return new AggregateError(
    failed.map(({ error }) => error),
    `${name} did not reach ${each.join(', ')}`,
  );
}
