import type { Call } from './call.js';
import type { Lane } from './lane.js';
import type { Receipt } from './outcome.js';
import type { AddResult, Batch } from './queue/batch.js';
import type { Queue } from './queue/queue.js';
import { refuseUnknown, refuseUnless } from './refuse.js';
import { worker, type Worker, type WorkerOptions } from './worker.js';
import type { Work } from './work.js';

/** The `deliver` of notify-core's `createNotifier`: what is notified is stored in the queue, and a worker sends it. */
export interface Queued<T> {
  start<R extends Receipt>(send: Call<Work<T>, R>, lanes: Readonly<Record<string, Said>>): void;
  add(batches: readonly Batch<T>[]): Promise<AddResult[]>;
  stop(graceMs?: number): Promise<void>;
}
/** What a channel says of its lane; what else it has is its own. */
type Said = Pick<Lane, 'rates' | 'timeoutMs'>;
export interface QueuedOptions extends WorkerOptions {
  /** By channel, laid over the rates and time-out that the channel says. */
  readonly lanes?: Readonly<Record<string, Lane>>;
  /** `false`: only adds; a worker elsewhere delivers. */
  readonly work?: boolean;
}

export function queued<T>(queue: Queue<T>, options: QueuedOptions = {}): Queued<T> {
  const { lanes: ours = {}, work = true, ...rest } = options;
  refuseUnknown('queued', options, ['lanes', 'work', 'backoff', 'leaseMs', 'on', 'clock']);
  let running: Worker | undefined;
  return {
    start(send, theirs) {
      refuseStray(Object.keys(ours), Object.keys(theirs));
      const lane = ([name, { rates, timeoutMs }]: readonly [string, Said]) =>
        [name, { rates, timeoutMs, ...ours[name] }] as const;
      const lanes = Object.entries(theirs).map(lane);
      if (work) running = worker({ ...rest, queue, send, lanes: Object.fromEntries(lanes) });
    },
    add: batches => queue.add(batches),
    stop: async graceMs => running?.stop(graceMs),
  };
}

/** A name that is misspelt would leave its lane without the limits that were meant for it. */
function refuseStray(names: readonly string[], known: readonly string[]) {
  for (const name of names) {
    const expected = `the name of a channel that is on (${known.join(', ')})`;
    refuseUnless(known.includes(name), 'queued', 'a name in lanes', `"${name}"`, expected);
  }
}
