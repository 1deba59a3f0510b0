import type { Item } from './item.js';
import { isOlder, newest } from './order.js';
import type { Store } from './store.js';
import { floorOf, isResolve, join, leave, present, type Thread } from './thread.js';

// How a job goes from state to state. Every count and every set of the store is kept here and in dead.ts.

/** Into the waiting set, from wherever it was. */
export function enter<T>(store: Store<T>, item: Item<T>): void {
  const { lane } = item;
  item.state = 'waiting';
  lane.tally[waitingKind(item)]++;
  lane.ages.push(item);
  store.size++;
  if (isStale(item)) spoil(store, item);
  else file(store, item);
  store.waiters.wake(lane.name);
}

export function lease<T>(store: Store<T>, item: Item<T>, token: string, leaseMs: number): void {
  const { lane, thread, entry } = item;
  const now = store.now();
  depart(store, item);
  Object.assign(item, { state: 'leased', token, leasedAt: now, leaseEndsAt: now + leaseMs });
  item.attemptCount++;
  store.leases.push(item);
  store.size++;
  lane.leased.add(item);
  if (item.lost > 0) lane.suspect = item;
  if (!thread) return;
  thread.holder = item;
  if (!isResolve(item)) thread.tried = newest(thread.tried, entry.order);
  present(thread, now);
}

/** The end of a lease; where the job goes then is the caller's next step. */
export function release<T>(store: Store<T>, item: Item<T>): void {
  store.leases.remove(item);
  store.size--;
  item.lane.leased.delete(item);
  if (item.lane.suspect === item) item.lane.suspect = undefined;
}

/** Out of all that waits. */
export function depart<T>(store: Store<T>, item: Item<T>): void {
  item.lane.tally[waitingKind(item)]--;
  item.lane.ages.remove(item);
  store.stale.delete(item);
  store.size--;
  unfile(store, item);
}

/** To its end; a dead letter is kept, and with it its batch and thread. */
export function end<T>(store: Store<T>, item: Item<T>, state: 'done' | 'suppressed' | 'dead', reason?: string): void {
  const { tally, name } = item.lane;
  const now = store.now();
  Object.assign(item, { state, reason, endedAt: now });
  if (state === 'done') Object.assign(tally, { delivered: tally.delivered + 1, lastDeliveredAt: now });
  else if (state === 'suppressed') tally.suppressed++;
  else Object.assign(tally, { failed: tally.failed + 1, dead: tally.dead + 1, lastFailedAt: now });
  if (item.thread) pass(store, item.thread, item);
  if (state === 'dead') store.dead.add(item);
  else close(store, item);
  store.waiters.wake(name);
}

/** Nothing will come of this job any more. */
export function close<T>(store: Store<T>, { entry, thread }: Item<T>): void {
  entry.unfinished--;
  if (entry.unfinished === 0) store.batches.finish(entry, store.now());
  if (!thread) return;
  thread.key.unfinished--;
  if (thread.key.unfinished === 0) store.keys.rest(thread.key, store.now());
}

/** After a thread's floor rose: what waits below it is out of the waiting sets at once, and ended by the next claims. */
export function spoilBelowFloor<T>(store: Store<T>, thread: Thread<T>): void {
  const { holder, waiting } = thread;
  if (holder?.state === 'waiting' && isStale(holder)) spoil(store, holder);
  for (let [oldest] = waiting.items; oldest && isStale(oldest); [oldest] = waiting.items) spoil(store, oldest);
}

function isStale<T>({ thread, entry }: Item<T>): boolean {
  return thread !== undefined && isOlder(entry.order, floorOf(thread));
}

function spoil<T>(store: Store<T>, item: Item<T>) {
  unfile(store, item);
  store.stale.add(item);
  if (item.thread) present(item.thread, store.now());
}

function file<T>(store: Store<T>, item: Item<T>) {
  const { lane, thread } = item;
  if (item.endsAt !== undefined) store.expiring.push(item);
  if (item.lost > 0) item.ready = lane.suspects;
  else if (!thread || thread.holder === item) item.ready = lane.ready[item.rank];
  item.ready?.push(item);
  if (item.ready || !thread) return;
  join(thread, item);
  present(thread, store.now());
}

function unfile<T>(store: Store<T>, item: Item<T>) {
  item.ready?.remove(item);
  item.ready = undefined;
  store.expiring.remove(item);
  if (item.thread) leave(item.thread, item);
}

function pass<T>(store: Store<T>, thread: Thread<T>, item: Item<T>) {
  leave(thread, item);
  present(thread, store.now());
}

function waitingKind<T>({ attemptCount }: Item<T>): 'waiting' | 'retrying' {
  return attemptCount > 0 ? 'retrying' : 'waiting';
}
