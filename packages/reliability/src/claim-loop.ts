import { sleep, type Clock } from './clock.js';
import type { OpenLane } from './lane.js';
import type { Queue } from './queue/queue.js';
import { round, type Claiming } from './round.js';
import type { StoreWatch } from './store-watch.js';

// The longest that a lost hint, or somebody else's change of a gate, can cost.
const longestWaitMs = 1_000;

export interface ClaimLoop {
  /** A place is free: there is a reason to ask again. */
  wake(): void;
  /** Resolves when no claim will come any more. */
  stop(): Promise<void>;
}

/** Round after round, and between them a wait that holds nothing. Lanes that went empty-handed ask first the next time. */
export function claimLoop<T>(
  options: Omit<Claiming<T>, 'queue'> & {
    readonly queue: Pick<Queue<T>, 'claim' | 'wait'>;
    readonly lanes: readonly OpenLane[];
    readonly clock: Clock;
    readonly watch: StoreWatch;
  },
): ClaimLoop {
  const { queue, clock, watch } = options;
  const claiming = { ...options, queue: { claim } };
  let { lanes } = options;
  let stopped = false;
  let woken = new AbortController();
  const looping = loop();
  return { wake, stop };

  async function loop() {
    while (!stopped) {
      woken = new AbortController();
      try {
        await once();
      } catch {
        // The store is away: it is asked again each second, and nothing is lost by that.
        await sleep(longestWaitMs, woken.signal, { clock });
      }
    }
  }

  async function once() {
    const { refused, idle, waitMs, more } = await round(lanes, claiming);
    lanes = [...refused, ...lanes.filter(lane => !refused.includes(lane))];
    if (more || stopped) return;
    // A gate that names no time is not asked in a tight loop.
    const boundedMs = Math.min(Math.max(waitMs, 1), longestWaitMs);
    await queue.wait(idle, { waitMs: boundedMs, signal: woken.signal });
  }

  async function claim(...asked: Parameters<Queue<T>['claim']>) {
    // Gates may have taken their time: what is claimed after the stop would only have to be given back.
    if (stopped) return { claims: [], ended: [] };
    try {
      const answer = await queue.claim(...asked);
      watch.answered();
      return answer;
    } catch (thrown) {
      watch.failed(thrown);
      throw thrown;
    }
  }

  function wake() {
    // Without a reason it would be a DOMException with its stack, each time.
    woken.abort('a place is free');
  }

  async function stop() {
    stopped = true;
    wake();
    await looping;
  }
}
