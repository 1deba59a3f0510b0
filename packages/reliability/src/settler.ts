import { sleep, type Clock } from './clock.js';
import type { Finished } from './flights.js';
import type { OpenLane } from './lane.js';
import type { Outcome } from './outcome.js';
import type { Queue, Settlement } from './queue/queue.js';

const retryMs = 1_000;

/** Settles what has finished, in one call all that did in one turn of the event loop or while another call was under way. */
export function settler<T>(options: {
  readonly queue: Pick<Queue<T>, 'settle'>;
  readonly clock: Clock;
  /** Aborted when nobody waits for the answers any more. */
  readonly over: AbortSignal;
  readonly settled: (finished: Finished<T>, kept: boolean) => void;
}): (finished: Finished<T>) => void {
  const { queue, clock, over, settled } = options;
  let waiting: Finished<T>[] = [];
  let flushing = false;
  return finished => {
    waiting.push(finished);
    if (flushing) return;
    flushing = true;
    setImmediate(() => void flush());
  };

  async function flush() {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      // Gates first: a 429 has to close its limiter before anyone can ask again.
      await report(batch);
      const kept = await settle(batch.map(({ settlement }) => settlement));
      batch.forEach((finished, place) => settled(finished, kept[place] ?? false));
    }
    flushing = false;
  }

  /** A store that is away is asked again until it answers: a settlement may be repeated, a lost one would be sent again. */
  async function settle(settlements: readonly Settlement<T>[]): Promise<readonly boolean[]> {
    while (!over.aborted) {
      try {
        return await queue.settle(settlements);
      } catch {
        await sleep(retryMs, over, { clock });
      }
    }
    return [];
  }
}

async function report<T>(batch: readonly Finished<T>[]): Promise<void> {
  const byLane = new Map<OpenLane, Outcome[]>();
  for (const { flight, outcome } of batch) byLane.set(flight.lane, [...(byLane.get(flight.lane) ?? []), outcome]);
  for (const [lane, outcomes] of byLane) {
    await lane.report(outcomes.map(({ attempt: { durationMs }, failure }) => ({ durationMs, failure })));
  }
}
