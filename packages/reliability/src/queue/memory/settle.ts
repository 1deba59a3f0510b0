import type { Claim, Settlement } from '../queue.js';
import { addAttempt, type Item } from './item.js';
import { end, enter, release, spoilBelowFloor } from './moves.js';
import { newest } from './order.js';
import type { Store } from './store.js';
import { isResolve } from './thread.js';
import { delayOf } from './times.js';

/** Ends leases. Only the lease's own token counts; the same settlement again changes nothing and answers true. */
export function settling<T>(store: Store<T>) {
  return {
    settle: (settlements: readonly Settlement<T>[]) => settlements.map(settle),
    extend: (claims: readonly Claim<T>[], leaseMs: number) => claims.map(claim => extend(claim, leaseMs)),
  };

  function settle(settlement: Settlement<T>): boolean {
    const item = holderOf(settlement.claim);
    if (item?.state !== 'leased') return item !== undefined;
    release(store, item);
    note(item, settlement);
    if (settlement.to === 'done') deliver(item);
    else if (settlement.to === 'dead') end(store, item, 'dead', settlement.reason);
    else putBack(item, settlement);
    return true;
  }

  function extend(claim: Claim<T>, leaseMs: number): boolean {
    const item = holderOf(claim);
    if (item?.state !== 'leased') return false;
    store.leases.remove(item);
    item.leaseEndsAt = store.now() + leaseMs;
    store.leases.push(item);
    return true;
  }

  function holderOf({ id, lane, token }: Claim<T>): Item<T> | undefined {
    const entry = store.batches.get(id.slice(0, -lane.length - 1));
    return entry?.items.find(item => item.id === id && item.token === token);
  }

  function note(item: Item<T>, { attempt, progress, handle, receipt }: Settlement<T>) {
    item.lost = 0;
    if (attempt) addAttempt(item, attempt);
    if (progress !== undefined) item.progress = progress;
    if (receipt !== undefined) item.receipt = receipt;
    if (handle !== undefined && item.thread) item.thread.handle = handle;
  }

  function deliver(item: Item<T>) {
    const { thread, entry } = item;
    if (thread) thread.delivered = newest(thread.delivered, entry.order);
    if (thread && isResolve(item)) thread.resolved = newest(thread.resolved, entry.order);
    end(store, item, 'done');
    if (thread) spoilBelowFloor(store, thread);
  }

  function putBack(item: Item<T>, { delayMs, reason, spent }: Extract<Settlement<T>, { to: 'later' }>) {
    if (!spent) item.attemptCount--;
    item.reason = reason;
    item.dueAt = store.now() + delayOf(delayMs);
    enter(store, item);
  }
}
