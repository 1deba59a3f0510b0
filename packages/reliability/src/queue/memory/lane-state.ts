import type { Counts, Pause } from '../queue.js';
import { heap, type Heap } from './heap.js';
import { isDueBefore, ranks, type Item } from './item.js';

/** What a lane holds. `ready` has one waiting set for each priority; the clock tells what of it is due, nothing is promoted. */
export interface LaneState<T> {
  readonly name: string;
  readonly ready: readonly Heap<Item<T>>[];
  /** Those that lost a lease: leased one at a time, so that a poisonous one takes no others with it. */
  readonly suspects: Heap<Item<T>>;
  suspect?: Item<T> | undefined;
  /** What waits, by how long it has been due. */
  readonly ages: Heap<Item<T>>;
  /** In the order of their claims. */
  readonly leased: Set<Item<T>>;
  readonly tally: Tally;
  paused?: (Pause & { readonly since: number }) | undefined;
  /** Until when what was revived has taken its places. */
  revivedUntil: number;
}
interface Tally {
  waiting: number;
  retrying: number;
  dead: number;
  delivered: number;
  failed: number;
  suppressed: number;
  lastDeliveredAt?: number;
  lastFailedAt?: number;
}

export function laneState<T>(name: string): LaneState<T> {
  return {
    name,
    ready: ranks.map(() => heap<Item<T>>(isDueBefore)),
    suspects: heap<Item<T>>((a, b) => a.rank < b.rank || (a.rank === b.rank && isDueBefore(a, b))),
    ages: heap<Item<T>>((a, b) => a.dueSince < b.dueSince),
    leased: new Set(),
    tally: { waiting: 0, retrying: 0, dead: 0, delivered: 0, failed: 0, suppressed: 0 },
    revivedUntil: 0,
  };
}

export function pauseOf<T>({ paused }: LaneState<T>, now: number) {
  return paused && (paused.until ?? Infinity) > now ? paused : undefined;
}

/** What a claim takes next: by priority, then due time. */
export function nextDue<T>(lane: LaneState<T>, now: number): Item<T> | undefined {
  const rank = lane.ready.findIndex(set => (set.peek()?.dueAt ?? Infinity) <= now);
  const ready = lane.ready[rank]?.peek();
  const suspect = lane.suspect ? undefined : lane.suspects.peek();
  if (!ready || !suspect) return ready ?? suspect;
  return suspect.rank < rank || (suspect.rank === rank && isDueBefore(suspect, ready)) ? suspect : ready;
}

/** When a claim may find something, Infinity where only a change can bring it about. */
export function nextDueAt<T>(lane: LaneState<T>, now: number): number {
  const pausedUntil = pauseOf(lane, now) ? (lane.paused?.until ?? Infinity) : 0;
  const suspectAt = lane.suspect || lane.suspects.size === 0 ? Infinity : now;
  const dueAt = Math.min(suspectAt, ...lane.ready.map(set => set.peek()?.dueAt ?? Infinity));
  return Math.max(pausedUntil, dueAt);
}

export function countsOf<T>(lane: LaneState<T>, now: number): Counts {
  const [oldestLease] = lane.leased;
  const oldest = lane.ages.peek();
  const paused = pauseOf(lane, now);
  return {
    ...lane.tally,
    leased: lane.leased.size,
    oldestAgeMs: oldest ? Math.max(0, now - oldest.dueSince) : 0,
    oldestLeaseAgeMs: oldestLease ? now - oldestLease.leasedAt : 0,
    ...(paused && { paused }),
  };
}
