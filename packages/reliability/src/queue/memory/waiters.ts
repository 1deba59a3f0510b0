import { sleep, type Clock } from '../../clock.js';

/** Those who wait for a lane to have something. */
export interface Waiters {
  wait(
    lanes: readonly string[],
    ms: number,
    options: { readonly signal: AbortSignal; readonly keepAlive: boolean },
  ): Promise<void>;
  wake(lane: string): void;
  wakeAll(): void;
}

// An abort without a reason makes a DOMException with its stack: dear where it is no error but the usual way.
const wakeUp = 'wake up';

interface Waiter {
  readonly lanes: readonly string[];
  readonly woken: AbortController;
}

export function waiters(clock: Clock): Waiters {
  const waiting = new Set<Waiter>();
  return {
    async wait(lanes, ms, { signal, keepAlive }) {
      const woken = new AbortController();
      const waiter = { lanes, woken };
      const leave = () => woken.abort(wakeUp);
      waiting.add(waiter);
      signal.addEventListener('abort', leave);
      await sleep(ms, woken.signal, { clock, keepAlive });
      signal.removeEventListener('abort', leave);
      waiting.delete(waiter);
    },
    wake(lane) {
      for (const { lanes, woken } of waiting) if (lanes.includes(lane)) woken.abort(wakeUp);
    },
    wakeAll() {
      for (const { woken } of waiting) woken.abort(wakeUp);
    },
  };
}
