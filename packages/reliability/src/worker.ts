import { exponential, type Backoff } from './backoff.js';
import type { Call } from './call.js';
import { sleep, systemClock, type Clock } from './clock.js';
import { flights as newFlights, type Finished, type Way } from './flights.js';
import { openLane, type Lane } from './lane.js';
import { keepLeases } from './lease-keeper.js';
import type { Receipt } from './outcome.js';
import type { Ended, Queue, Settlement } from './queue/queue.js';
import { refuseUnless } from './refuse.js';
import { round } from './round.js';
import { settler } from './settler.js';
import { timeout } from './timeout.js';
import type { Work, WorkerEvent } from './work.js';

export interface WorkerOptions {
  /** Of lanes that have none of their own (`exponential()`: 3 attempts). */
  readonly backoff?: Backoff;
  /** How long a claim is the worker's (30 s); attempts that last longer have it extended. */
  readonly leaseMs?: number;
  /** Told of every step. What it throws becomes a warning of the process and stops nothing. */
  readonly on?: (event: WorkerEvent) => void;
  readonly clock?: Clock;
}
export interface Worker extends AsyncDisposable {
  /** Claims no more and waits for what is on its way. Past `graceMs` (10 s) it gives leases back and aborts: those requests may repeat. */
  stop(graceMs?: number): Promise<void>;
}
type Options<T> = WorkerOptions & {
  queue: Queue<T>;
  send: Call<Work<T>, Receipt>;
  lanes: Readonly<Record<string, Lane>>;
};

// The longest that a lost hint, or somebody else's change of a gate, can cost.
const longestWaitMs = 1_000;
// An attempt keeps its own time-out, so that its progress is told; ours is for one that does not.
const overtimeMs = 1_000;

/** Delivers what a queue holds: asks the gates of each lane, claims, sends, settles. */
export function worker<T, R extends Receipt>(
  options: WorkerOptions & { queue: Queue<T>; send: Call<Work<T>, R>; lanes: Readonly<Record<string, Lane>> },
): Worker {
  const { queue, leaseMs = 30_000, clock = systemClock } = options;
  refuseUnless(leaseMs > 0, 'worker', 'leaseMs', leaseMs, 'a number above 0');
  const emit = emitter(options.on);
  const stopping = new AbortController();
  const over = new AbortController();
  const settle = settler<T>({ queue, clock, over: over.signal, settled });
  const ways = waysOf(options, clock, emit);
  const flights = newFlights<T>({ ways, clock, finished: settle, landed });
  let wake = new AbortController();
  let calm = new AbortController();
  const looping = loop();
  void keepLeases({ queue, flights, clock, leaseMs, over: over.signal });
  return { stop, [Symbol.asyncDispose]: () => stop() };

  async function loop() {
    let lanes = [...ways.values()].map(({ lane }) => lane);
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      const { refused, idle, waitMs, more } = await round(lanes, { queue, leaseMs, start, ended });
    }
  }
}
