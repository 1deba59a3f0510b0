import type { AddResult, Batch, Job } from '../batch.js';
import { jobsOf } from './batches.js';
import type { Entry, Item } from './item.js';
import { jobsFor, toItem } from './jobs.js';
import { depart, end, enter, spoilBelowFloor } from './moves.js';
import { newest } from './order.js';
import type { Store } from './store.js';
import { isResolve, verdictOn, type ThreadKey } from './thread.js';

// What a caller is asked to wait where the queue is full: long enough for some to be delivered.
const fullRetryAfterMs = 1_000;

/** Adds batches one after the other: each whole or not at all. */
export function adding<T>(store: Store<T>): (batches: readonly Batch<T>[]) => AddResult[] {
  let accepted = 0;
  return batches => batches.map(add);

  function add(batch: Batch<T>): AddResult {
    const { id, fingerprint } = batch;
    const refused = { id, stored: 'refused', retryAfterMs: fullRetryAfterMs } as const;
    if (store.closed) return { ...refused, reason: 'unavailable' };
    const known = store.batches.answer(id, fingerprint, store.now());
    if (known) return known;
    const jobs = jobsFor(batch, store);
    if (store.size + jobs.length > store.maxSize) return { ...refused, reason: 'full' };
    return { id, stored: 'new', jobs: jobsOf(admit(batch, jobs)) };
  }

  function admit(batch: Batch<T>, jobs: readonly Job[]): Entry<T> {
    const acceptedAt = store.now();
    const order = { at: batch.at <= acceptedAt ? batch.at : acceptedAt, seq: ++accepted };
    const entry: Entry<T> = { batch, acceptedAt, order, items: [], unfinished: jobs.length };
    const key = batch.thread && store.keys.get(batch.thread.key);
    if (key) key.unfinished += jobs.length;
    if (key && batch.thread.status === 'resolved') key.resolve = newest(key.resolve, order);
    store.batches.add(entry);
    for (const job of jobs) entry.items.push(toItem(job, entry, key, store));
    for (const item of entry.items) start(store, item);
    if (key) catchUp(store, key);
    if (jobs.length === 0) store.batches.finish(entry, acceptedAt);
    return entry;
  }
}

function start<T>(store: Store<T>, item: Item<T>) {
  const { thread, entry } = item;
  if (thread && !isResolve(item)) thread.opening = newest(thread.opening, entry.order);
  const verdict = verdictOn(item);
  if (verdict) end(store, item, 'suppressed', verdict);
  else enter(store, item);
  if (thread && verdict === 'stale') silence(store, thread.waiting.items);
}

/** A firing that came after its resolve may leave that resolve without anything to say. */
function silence<T>(store: Store<T>, waiting: readonly Item<T>[]) {
  for (const item of waiting.filter(item => verdictOn(item) === 'never_opened')) {
    depart(store, item);
    end(store, item, 'suppressed', 'never_opened');
  }
}

function catchUp<T>(store: Store<T>, key: ThreadKey<T>) {
  for (const thread of key.lanes.values()) spoilBelowFloor(store, thread);
  if (key.unfinished === 0) store.keys.rest(key, store.now());
}
