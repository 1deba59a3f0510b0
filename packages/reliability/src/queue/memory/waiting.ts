import type { Queue } from '../queue.js';
import { nextDueAt } from './lane-state.js';
import type { Store } from './store.js';

/** Waits until a lane has something due; a queue that holds something keeps a script alive meanwhile. */
export function waiting<T>(store: Store<T>): Queue<T>['wait'] {
  return async (lanes, { waitMs, signal }) => {
    const now = store.now();
    const dueAt = store.closed ? Infinity : Math.min(...lanes.map(name => nextDueAt(store.lane(name), now)));
    const ms = Math.min(waitMs, dueAt - now);
    const keepAlive = store.size > 0 && !store.closed;
    if (ms > 0 && !signal.aborted) await store.waiters.wait(lanes, ms, { signal, keepAlive });
  };
}
