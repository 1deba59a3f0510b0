import { exponential, type Backoff } from './backoff.js';
import type { Call } from './call.js';
import { claimLoop } from './claim-loop.js';
import { sleep, systemClock, type Clock } from './clock.js';
import { flights as newFlights, type Finished, type Flight, type Way } from './flights.js';
import { inTime } from './in-time.js';
import { openLane, type Lane } from './lane.js';
import { keepLeases } from './lease-keeper.js';
import type { Receipt } from './outcome.js';
import type { Claim, Ended, Queue, Settlement } from './queue/queue.js';
import { storeUnavailable } from './queue/unavailable.js';
import { refuseUnknown, refuseUnless } from './refuse.js';
import { settler } from './settler.js';
import { storeWatch } from './store-watch.js';
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
  readonly queue: Queue<T>;
  readonly send: Call<Work<T>, Receipt>;
  readonly lanes: Readonly<Record<string, Lane>>;
};
type Tell = (event: WorkerEvent) => void;

/** Delivers what a queue holds: asks the gates of each lane, claims, sends, settles. */
export function worker<T, R extends Receipt>(
  options: WorkerOptions & { queue: Queue<T>; send: Call<Work<T>, R>; lanes: Readonly<Record<string, Lane>> },
): Worker {
  const { queue, leaseMs = 30_000, clock = systemClock } = options;
  refuseBad(options);
  refuseUnless(leaseMs > 0, 'worker', 'leaseMs', leaseMs, 'a number above 0');
  const tell = teller(options.on);
  const over = new AbortController();
  const ways = waysOf(options, clock, tell);
  const settlements = settler<T>({ queue, clock, over: over.signal, settled });
  const flights = newFlights<T>({ ways, clock, finished: settlements.settle, landed });
  const lanes = [...ways.values()].map(({ lane }) => lane);
  let emptied: AbortController | undefined;
  let ending: Promise<void> | undefined;
  const watch = storeWatch({ clock, tell });
  const claims = claimLoop<T>({ queue, lanes, leaseMs, clock, watch, start, ended: ended => tellEnded(ended, tell) });
  void keepLeases({ queue, flights, clock, leaseMs, over: over.signal });
  return { stop, [Symbol.asyncDispose]: () => stop() };

  function start(claimed: readonly Claim<T>[]) {
    for (const claim of claimed) flights.start(claim);
  }

  function settled({ flight, outcome, settlement }: Finished<T>, kept: boolean) {
    if (kept) tellSettled(settlement, outcome.attempt, tell);
    flights.land(flight);
  }

  function landed() {
    claims.wake();
    if (flights.list().length === 0) emptied?.abort();
  }

  async function stop(graceMs = 10_000) {
    await claims.stop();
    // One for all calls: a second one with less grace ends the first.
    emptied ??= new AbortController();
    if (flights.list().length > 0) await sleep(graceMs, emptied.signal, { clock });
    over.abort();
    await (ending ??= end());
  }

  /** The last word, in one call: what finished is settled as it ended, what did not is given back unspent. */
  async function end() {
    await settlements.report();
    const finished = [...settlements.unsettled];
    const left = flights.list().filter(flight => !finished.some(one => one.flight === flight));
    for (const flight of left) flights.abandon(flight, new Error('The worker was stopped.'));
    const last = [...finished.map(({ settlement }) => settlement), ...left.map(unspent)];
    if (last.length === 0) return;
    const kept = await inTime(queue.settle(last), lastWordMs, clock);
    for (const [place, one] of finished.entries()) settled(one, kept[place] === true);
    if (kept.includes(undefined))
      throw storeUnavailable('A partition is away: what was on its way there will be sent again.');
  }
}

function unspent<T>({ claim }: Flight<T>): Settlement<T> {
  return { claim, to: 'later', delayMs: 0, reason: 'stopped', spent: false };
}

function refuseBad<T>(options: Options<T>): void {
  refuseUnknown('worker', options, ['queue', 'send', 'lanes', 'backoff', 'leaseMs', 'on', 'clock']);
  // Callers without types may leave them out.
  const { queue, send, lanes }: Partial<Options<T>> = options;
  refuseUnless(typeof queue === 'object', 'worker', 'queue', queue, 'a queue such as memoryQueue()');
  refuseUnless(typeof send === 'function', 'worker', 'send', send, 'the function that delivers');
  refuseUnless(typeof lanes === 'object', 'worker', 'lanes', lanes, 'the lanes by name, such as { slack: {} }');
}

function waysOf<T>(options: Options<T>, clock: Clock, on: Tell): ReadonlyMap<string, Way<T>> {
  const { queue, backoff = exponential() } = options;
  const way = ([name, lane]: readonly [string, Lane]) => {
    const send = lane.timeoutMs === undefined ? options.send : timeout(lane.timeoutMs + overtimeMs)(options.send);
    return [
      name,
      { lane: openLane(name, lane, { queue, clock, on }), send, backoff: lane.backoff ?? backoff },
    ] as const;
  };
  return new Map(Object.entries(options.lanes).map(way));
}

// Longer than any driver of ours lets a call last.
const lastWordMs = 5_000;

// An attempt keeps its own time-out, so that its progress is told; ours is for one that does not.
const overtimeMs = 1_000;

function teller(on: WorkerOptions['on']): Tell {
  return event => {
    try {
      on?.(event);
    } catch (thrown) {
      process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
    }
  };
}

function tellSettled<T>(settlement: Settlement<T>, attempt: Finished<T>['outcome']['attempt'], tell: Tell) {
  const { lane, id } = settlement.claim;
  tell({ kind: 'attempt', lane, id, attempt });
  const reason = settlement.to === 'done' ? {} : { reason: settlement.reason };
  tell({ kind: settlement.to, lane, id, attempt, ...reason });
}

function tellEnded(ended: readonly Ended[], tell: Tell) {
  for (const { to, lane, id, reason } of ended) tell({ kind: to, lane, id, reason });
}
