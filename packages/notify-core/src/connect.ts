import type { EventLike } from './events/from-event.js';
import { DeliveryError } from './errors.js';
import type { Notifier } from './notifier.js';

/** What `connect` needs of a bus; `@helix/event-bus` fits, and so does any other. */
export interface BusLike {
  subscribe(pattern: string, handler: (event: EventLike) => Promise<void>): () => void;
}

/**
 * Every event of the bus goes to the notifier: no manual call. What a queue does not store fails the handler, so that
 * the bus tells its `onError`. Answers how to stop that.
 */
export function connect(bus: BusLike, notifier: Pick<Notifier<unknown>, 'handle'>): () => void {
  return bus.subscribe('*', async event => {
    const refusal = refusalOf(event, await notifier.handle(event));
    if (refusal) throw refusal;
  });
}

/** What a queue of any make answers; where it stored nothing, why. */
interface Answer {
  readonly stored?: unknown;
  readonly reason?: string;
  readonly retryAfterMs?: number;
}

function refusalOf({ id, type }: EventLike, result: unknown): DeliveryError | undefined {
  const { stored, reason, retryAfterMs } = (result ?? {}) as Answer;
  const lost = `event ${type} (${id}) was not stored`;
  if (stored === 'conflict')
    return new DeliveryError('invalid_request', `${lost}, since another one has its source and id: give it its own id`);
  if (stored !== 'refused') return undefined;
  const message = `${lost}, since the queue is ${reason}: publish it again after ${retryAfterMs} ms`;
  return new DeliveryError('internal', message, { reason, retryAfterMs });
}
