import { sleep, type Clock } from '../../clock.js';
import { warnOnce } from '../../warn-once.js';
import type { Queue } from '../queue.js';
import { isStoreUnavailable, storeUnavailable } from '../unavailable.js';

/** One of the queues. While it is away, nothing that can do without it waits for it. */
export interface Partition<T> {
  /** Rejects at once where it is known to be away. */
  ask<A>(act: (queue: Queue<T>) => Promise<A>): Promise<A>;
}

// How soon one that is away is asked whether it is back.
const askAgainMs = 1_000;

export function partition<T>(
  queue: Queue<T>,
  place: number,
  { clock, closed }: { readonly clock: Clock; readonly closed: AbortSignal },
): Partition<T> {
  const warn = warnOnce(`partitioned: partition ${place}`);
  let isAway = false;
  return { ask };

  async function ask<A>(act: (queue: Queue<T>) => Promise<A>): Promise<A> {
    if (isAway) throw storeUnavailable(`Partition ${place} is away.`, { retryAfterMs: askAgainMs });
    try {
      return await act(queue);
    } catch (thrown) {
      if (isStoreUnavailable(thrown)) leave(thrown);
      throw thrown;
    }
  }

  function leave(thrown: unknown) {
    warn(thrown);
    if (isAway) return;
    isAway = true;
    void comeBack();
  }

  async function comeBack() {
    do await sleep(askAgainMs, closed, { clock, keepAlive: false });
    while (!closed.aborted && !(await answers()));
    isAway = false;
  }

  // The cheapest verb that has to read the store.
  function answers(): Promise<boolean> {
    return queue.counts().then(
      () => true,
      () => false,
    );
  }
}
