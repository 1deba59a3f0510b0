import { sleep, type Clock } from './clock.js';
import type { Finished } from './flights.js';
import type { OpenLane } from './lane.js';
import type { Outcome } from './outcome.js';
import type { Queue } from './queue/queue.js';

const retryMs = 1_000;

export interface Settler<T> {
  settle(finished: Finished<T>): void;
  /** Tells the gates what they were not told yet. */
  report(): Promise<void>;
  /** What is not known to be settled. */
  readonly unsettled: ReadonlySet<Finished<T>>;
}

/** Settles what has finished, in one call all that did in one turn of the event loop or while another call was under way. */
export function settler<T>(options: {
  readonly queue: Pick<Queue<T>, 'settle'>;
  readonly clock: Clock;
  /** Aborted when what is left is somebody else's to settle. */
  readonly over: AbortSignal;
  readonly settled: (finished: Finished<T>, kept: boolean) => void;
}): Settler<T> {
  const { queue, clock, over, settled } = options;
  const unsettled = new Set<Finished<T>>();
  let untold: Finished<T>[] = [];
  let due: Finished<T>[] = [];
  let flushing = false;
  return { settle, report, unsettled };

  function settle(finished: Finished<T>) {
    unsettled.add(finished);
    untold.push(finished);
    void flush();
  }

  async function flush() {
    if (flushing) return;
    flushing = true;
    await new Promise(resolve => setImmediate(resolve));
    while (untold.length + due.length > 0 && !over.aborted) {
      // Gates first: a 429 has to close its limiter before anyone can ask again.
      await report();
      const batch = due;
      due = [];
      const kept = await queue.settle(batch.map(({ settlement }) => settlement)).catch(() => []);
      conclude(batch, kept);
    }
    flushing = false;
  }

  async function report() {
    const told = untold;
    untold = [];
    due.push(...told);
    await reportTo(told);
  }

  function conclude(batch: readonly Finished<T>[], kept: readonly (boolean | undefined)[]) {
    // Then it is in the last word, whatever came of this one.
    if (over.aborted) return;
    const unknown = batch.filter((_, place) => kept[place] === undefined);
    for (const [place, finished] of batch.entries()) {
      const answer = kept[place];
      if (answer === undefined) continue;
      unsettled.delete(finished);
      settled(finished, answer);
    }
    if (unknown.length > 0) void tryAgain(unknown);
  }

  /** A store that is away is asked again until it answers: a settlement may be repeated, a lost one would be sent again. */
  async function tryAgain(unknown: readonly Finished<T>[]) {
    await sleep(retryMs, over, { clock });
    due.push(...unknown);
    void flush();
  }
}

async function reportTo<T>(told: readonly Finished<T>[]): Promise<void> {
  const byLane = new Map<OpenLane, Outcome[]>();
  for (const { flight, outcome } of told) byLane.set(flight.lane, [...(byLane.get(flight.lane) ?? []), outcome]);
  for (const [lane, outcomes] of byLane) {
    await lane.report(outcomes.map(({ attempt: { durationMs }, failure }) => ({ durationMs, failure })));
  }
}
