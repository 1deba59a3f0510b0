import type { Batch, Job } from '../batch.js';
import { ranks, type Entry, type Item } from './item.js';
import type { Store } from './store.js';
import { isOpen, threadIn, type ThreadKey } from './thread.js';
import { delayOf, expiryOf } from './times.js';

/** One job a lane: the batch's own, and those that follow because the thread is open there. */
export function jobsFor<T>({ jobs, follow = [], thread }: Batch<T>, store: Store<T>): readonly Job[] {
  const lanes = thread && store.keys.find(thread.key)?.lanes;
  const open = new Set([...(lanes?.values() ?? [])].filter(isOpen).map(({ lane }) => lane.name));
  const byLane = new Map<string, Job>();
  for (const job of [...jobs, ...follow.filter(({ lane }) => open.has(lane))]) {
    if (!byLane.has(job.lane)) byLane.set(job.lane, job);
  }
  return [...byLane.values()];
}

export function toItem<T>(job: Job, entry: Entry<T>, key: ThreadKey<T> | undefined, store: Store<T>): Item<T> {
  const { priority, ttlMs, expiresAt } = job;
  const lane = store.lane(job.lane);
  const dueAt = entry.acceptedAt + delayOf(job.delayMs);
  return {
    id: `${entry.batch.id}:${job.lane}`,
    entry,
    lane,
    thread: key && threadIn(key, lane),
    priority,
    rank: ranks.indexOf(priority),
    ttlMs,
    expiresAt,
    state: 'waiting',
    dueAt,
    dueSince: dueAt,
    endsAt: expiryOf(job, dueAt),
    attempts: [],
    attemptCount: 0,
    lost: 0,
    leaseEndsAt: 0,
    leasedAt: 0,
  };
}
