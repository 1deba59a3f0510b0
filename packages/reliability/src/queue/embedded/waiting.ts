import { sleep, type Clock } from '../../clock.js';
import type { Queue } from '../queue.js';
import type { Client } from './client.js';
import type { Hints } from './hints.js';

export interface WaitingOptions {
  readonly clock: Clock;
  readonly hints: Hints;
  readonly isClosed: () => boolean;
  /** How many jobs wait or are leased. */
  readonly held: () => number;
}

/** Waits until a lane has something due; a queue that holds something keeps a script alive meanwhile. */
export function waiting(client: Client, { clock, hints, isClosed, held }: WaitingOptions): Queue<unknown>['wait'] {
  return async (lanes, { waitMs, signal }) => {
    if (signal.aborted) return;
    const expecting = hints.expect(lanes, signal);
    try {
      const dueAt = isClosed() ? Infinity : await Promise.race([client.ask('nextDueAt', lanes), end(expecting.signal)]);
      const ms = Math.min(waitMs, dueAt - client.now());
      await sleep(ms, expecting.signal, { clock, keepAlive: held() > 0 && !isClosed() });
    } finally {
      expecting.end();
    }
  };
}

/** A slow disk must not hold up whoever no longer waits. */
function end(signal: AbortSignal): Promise<number> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(0), { once: true }));
}
