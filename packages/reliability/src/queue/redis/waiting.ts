import { sleep } from '../../clock.js';
import type { Queue } from '../queue.js';
import { encodeName } from './names.js';
import { scripts } from './scripts.js';
import type { Store } from './store.js';

/** Waits for a hint, at most until one of the lanes has something due. */
export function waiting<T>(store: Store): Queue<T>['wait'] {
  return async (lanes, { waitMs, signal }) => {
    if (signal.aborted) return;
    // A closed queue has nothing, and must not be asked in a tight loop.
    if (store.closed.aborted) return sleep(waitMs, signal, { keepAlive: false });
    const ms = Math.min(waitMs, await dueIn(lanes));
    if (ms > 0) await store.block(ms, signal);
  };

  async function dueIn(lanes: readonly string[]): Promise<number> {
    try {
      const ms = await store.run(scripts.wait, lanes.map(encodeName));
      return ms === '' ? Infinity : Number(ms);
    } catch (thrown) {
      if (store.closed.aborted) return 0;
      throw thrown;
    }
  }
}
