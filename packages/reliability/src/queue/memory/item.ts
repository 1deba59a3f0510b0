import type { Json } from '../../json.js';
import type { Attempt, Batch, JobState, Priority, Stored, StoredJob } from '../batch.js';
import type { Claim } from '../queue.js';
import type { Heap } from './heap.js';
import type { LaneState } from './lane-state.js';
import type { Order } from './order.js';
import type { Thread } from './thread.js';

/** A stored batch. `unfinished`: its jobs that wait, are leased, or are dead letters. */
export interface Entry<T> {
  readonly batch: Batch<T>;
  readonly acceptedAt: number;
  readonly order: Order;
  readonly items: Item<T>[];
  unfinished: number;
  finishedAt?: number;
}

/** A job as it is stored. `dueSince`: when it first was due in this life, from which its age counts. */
export interface Item<T> {
  readonly id: string;
  readonly entry: Entry<T>;
  readonly lane: LaneState<T>;
  readonly thread: Thread<T> | undefined;
  readonly priority: Priority;
  readonly rank: number;
  readonly ttlMs: number | undefined;
  readonly expiresAt: number | undefined;
  state: JobState;
  reason?: string | undefined;
  dueAt: number;
  dueSince: number;
  endsAt?: number | undefined;
  endedAt?: number | undefined;
  attempts: readonly Attempt[];
  attemptCount: number;
  /** Leases lost without a settlement between. */
  lost: number;
  token?: string | undefined;
  leaseEndsAt: number;
  leasedAt: number;
  progress?: Json | undefined;
  receipt?: unknown;
  /** The waiting set it can be claimed from. */
  ready?: Heap<Item<T>> | undefined;
}

export const ranks: readonly Priority[] = ['urgent', 'high', 'medium', 'low'];
const keptAttempts = 20;

export function addAttempt<T>(item: Item<T>, attempt: Attempt): void {
  item.attempts = [...item.attempts, attempt].slice(-keptAttempts);
}

/** By due time, then by acceptance. */
export function isDueBefore<T>(a: Item<T>, b: Item<T>): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.entry.order.seq < b.entry.order.seq);
}

export function toClaim<T>(item: Item<T>, token: string): Claim<T> {
  return {
    id: item.id,
    token,
    lane: item.lane.name,
    priority: item.priority,
    attempt: item.attemptCount,
    at: item.entry.order.at,
    body: item.entry.batch.body,
    progress: item.progress,
    handle: item.thread?.handle,
    endsAt: item.endsAt,
  };
}

export function toStoredJob<T>(item: Item<T>): StoredJob {
  const { id, lane, state, reason, dueAt, endedAt, attempts, attemptCount, receipt } = item;
  return {
    id,
    lane: lane.name,
    state,
    attempts,
    attemptCount,
    ...(reason !== undefined && { reason }),
    ...(state === 'waiting' && { dueAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(receipt !== undefined && { receipt }),
  };
}

export function toStored<T>({ batch, acceptedAt, items }: Entry<T>): Stored<T> {
  return { batch, acceptedAt, jobs: items.map(toStoredJob) };
}
