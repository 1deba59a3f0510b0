import type { EventLike } from './events/from-event.js';
import type { Notifier } from './notifier.js';

/** What `connect` needs of a bus; `@helix/event-bus` fits, and so does any other. */
export interface BusLike {
  subscribe(pattern: string, handler: (event: EventLike) => Promise<void>): () => void;
}

/** Every event of the bus goes to the notifier: no manual call. Answers how to stop that. */
export function connect(bus: BusLike, notifier: Pick<Notifier<unknown>, 'handle'>): () => void {
  return bus.subscribe('*', async event => {
    await notifier.handle(event);
  });
}
