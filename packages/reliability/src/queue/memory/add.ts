import type { AddResult, Batch, Job } from '../batch.js';
import { jobsOf } from './batches.js';
import { ranks, type Entry, type Item } from './item.js';
import { depart, end, enter, spoilBelowFloor } from './moves.js';
import { newest } from './order.js';
import type { Store } from './store.js';
import { isOpen, isResolve, threadIn, verdictOn, type ThreadKey } from './thread.js';
import { delayOf, expiryOf } from './times.js';

// What a caller is asked to wait where the queue is full: long enough for some to be delivered.
const fullRetryAfterMs = 1_000;

/** Adds batches one after the other: each whole or not at all. */
export function adding<T>(store: Store<T>): (batches: readonly Batch<T>[]) => AddResult[] {
  let accepted = 0;
  return batches => batches.map(add);

  function add(batch: Batch<T>): AddResult {
    const { id, fingerprint } = batch;
    if (store.closed) return { id, stored: 'refused', reason: 'unavailable', retryAfterMs: fullRetryAfterMs };
    const known = store.batches.answer(id, fingerprint, store.now());
    if (known) return known;
    const jobs = jobsFor(batch);
    if (store.size + jobs.length > store.maxSize) {
      return { id, stored: 'refused', reason: 'full', retryAfterMs: fullRetryAfterMs };
    }
    const entry = admit(batch, jobs);
    return { id, stored: 'new', jobs: jobsOf(entry) };
  }

  /** One job a lane: the batch's own, and those that follow because the thread is open there. */
  function jobsFor({ jobs, follow = [], thread }: Batch<T>): readonly Job[] {
    const open = thread && store.keys.find(thread.key)?.lanes;
    const followers = follow.filter(({ lane }) => {
      const there = open?.get(lane);
      return there !== undefined && isOpen(there);
    });
    const byLane = new Map<string, Job>();
    for (const job of [...jobs, ...followers]) if (!byLane.has(job.lane)) byLane.set(job.lane, job);
    return [...byLane.values()];
  }

  function admit(batch: Batch<T>, jobs: readonly Job[]): Entry<T> {
    const acceptedAt = store.now();
    const order = { at: batch.at <= acceptedAt ? batch.at : acceptedAt, seq: ++accepted };
    const entry: Entry<T> = { batch, acceptedAt, order, items: [], unfinished: jobs.length };
    const key = batch.thread && store.keys.get(batch.thread.key);
    if (key) key.unfinished += jobs.length;
    if (key && batch.thread?.status === 'resolved') key.resolve = newest(key.resolve, order);
    store.batches.add(entry);
    for (const job of jobs) start(toItem(entry, job, key));
    if (key) catchUp(key);
    if (jobs.length === 0) store.batches.finish(entry, acceptedAt);
    return entry;
  }

  function start(item: Item<T>) {
    const { thread, entry } = item;
    entry.items.push(item);
    if (thread && !isResolve(item)) thread.opening = newest(thread.opening, entry.order);
    const verdict = verdictOn(item);
    if (verdict) end(store, item, 'suppressed', verdict);
    else enter(store, item);
    if (thread && verdict === 'stale') silence(thread.waiting.items);
  }

  /** A firing that came after its resolve may leave that resolve without anything to say. */
  function silence(waiting: readonly Item<T>[]) {
    for (const item of waiting.filter(item => verdictOn(item) === 'never_opened')) {
      depart(store, item);
      end(store, item, 'suppressed', 'never_opened');
    }
  }

  function catchUp(key: ThreadKey<T>) {
    for (const thread of key.lanes.values()) spoilBelowFloor(store, thread);
    if (key.unfinished === 0) store.keys.rest(key, store.now());
  }

  function toItem(entry: Entry<T>, job: Job, key: ThreadKey<T> | undefined): Item<T> {
    const lane = store.lane(job.lane);
    const dueAt = entry.acceptedAt + delayOf(job.delayMs);
    return {
      id: `${entry.batch.id}:${job.lane}`,
      entry,
      lane,
      thread: key && threadIn(key, lane),
      priority: job.priority,
      rank: ranks.indexOf(job.priority),
      ttlMs: job.ttlMs,
      expiresAt: job.expiresAt,
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
}
