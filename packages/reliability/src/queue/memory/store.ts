import { systemClock } from '../../clock.js';
import { refuseUnknown, refuseUnless } from '../../refuse.js';
import { isBefore } from '../place.js';
import type { QueueOptions } from '../queue.js';
import { batches, type Batches } from './batches.js';
import { deathOf } from './dead.js';
import { heap, type Heap } from './heap.js';
import { laneState, type LaneState } from './lane-state.js';
import type { Item } from './item.js';
import { sorted, type Sorted } from './sorted.js';
import { threadKeys, type ThreadKeys } from './thread-keys.js';
import { waiters, type Waiters } from './waiters.js';

/** All that a memory queue knows. The verbs beside this file read and change it; none of them awaits, so each is atomic. */
export interface Store<T> {
  /** Never runs backwards, whatever the clock does. */
  now(): number;
  lane(name: string): LaneState<T>;
  readonly lanes: ReadonlyMap<string, LaneState<T>>;
  readonly keys: ThreadKeys<T>;
  readonly batches: Batches<T>;
  /** By the end of their leases. */
  readonly leases: Heap<Item<T>>;
  /** What waits and may expire, by the end of its time. */
  readonly expiring: Heap<Item<T>>;
  /** What waits and has become stale: ended by the next claims. */
  readonly stale: Set<Item<T>>;
  /** By their deaths. */
  readonly dead: Sorted<Item<T>>;
  readonly waiters: Waiters;
  readonly maxSize: number;
  /** How many wait or are leased. */
  size: number;
  closed: boolean;
}

export function memoryStore<T>(options: QueueOptions): Store<T> {
  const { clock = systemClock, maxSize = 100_000, retention } = options;
  refuseUnknown('memoryQueue', options, ['maxSize', 'retention', 'clock']);
  refuseUnless(maxSize >= 1, 'memoryQueue', 'maxSize', maxSize, 'a number of at least 1');
  const lanes = new Map<string, LaneState<T>>();
  let latest = 0;
  return {
    now: () => (latest = Math.max(latest, clock.now())),
    lane,
    lanes,
    keys: threadKeys(),
    batches: batches(retention),
    leases: heap((a, b) => a.leaseEndsAt < b.leaseEndsAt),
    expiring: heap((a, b) => (a.endsAt ?? Infinity) < (b.endsAt ?? Infinity)),
    stale: new Set(),
    dead: sorted((a, b) => isBefore(deathOf(a), deathOf(b))),
    waiters: waiters(clock),
    maxSize,
    size: 0,
    closed: false,
  };

  function lane(name: string): LaneState<T> {
    const known = lanes.get(name);
    if (known) return known;
    const made = laneState<T>(name);
    lanes.set(name, made);
    return made;
  }
}
