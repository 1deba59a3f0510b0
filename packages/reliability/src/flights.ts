import type { Call } from './call.js';
import type { Clock } from './clock.js';
import type { Backoff } from './backoff.js';
import type { OpenLane } from './lane.js';
import { attempt, settlementOf, type Outcome, type Receipt } from './outcome.js';
import type { Claim, Settlement } from './queue/queue.js';
import type { Work } from './work.js';

/** A claim on its way. */
export interface Flight<T> {
  readonly claim: Claim<T>;
  readonly lane: OpenLane;
  readonly controller: AbortController;
}
export interface Finished<T> {
  readonly flight: Flight<T>;
  readonly outcome: Outcome;
  readonly settlement: Settlement<T>;
}
/** How a lane sends. */
export interface Way<T> {
  readonly lane: OpenLane;
  readonly send: Call<Work<T>, Receipt>;
  readonly backoff: Backoff;
}

/** What is on its way, and the places it takes in its lanes. */
export interface Flights<T> {
  list(): readonly Flight<T>[];
  start(claim: Claim<T>): void;
  /** Frees its place; what it still answers counts no more. */
  land(flight: Flight<T>): void;
  /** Lands and aborts. */
  abandon(flight: Flight<T>, reason: unknown): void;
}

export function flights<T>(options: {
  readonly ways: ReadonlyMap<string, Way<T>>;
  readonly clock: Clock;
  readonly finished: (finished: Finished<T>) => void;
  readonly landed: () => void;
}): Flights<T> {
  const { ways, clock, finished, landed } = options;
  const airborne = new Set<Flight<T>>();
  return { list: () => [...airborne], start, land, abandon };

  function start(claim: Claim<T>) {
    const way = ways.get(claim.lane);
    if (!way) return;
    const flight = { claim, lane: way.lane, controller: new AbortController() };
    airborne.add(flight);
    flight.lane.busy++;
    void fly(flight, way);
  }

  async function fly(flight: Flight<T>, { send, backoff }: Way<T>) {
    const outcome = await attempt(flight.claim, send, clock, flight.controller.signal);
    if (airborne.has(flight)) finished({ flight, outcome, settlement: settlementOf(flight.claim, outcome, backoff) });
  }

  function land(flight: Flight<T>) {
    if (!airborne.delete(flight)) return;
    flight.lane.busy--;
    landed();
  }

  function abandon(flight: Flight<T>, reason: unknown) {
    land(flight);
    flight.controller.abort(reason);
  }
}
