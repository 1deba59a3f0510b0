import type { Ended } from '../queue.js';
import type { Item } from './item.js';
import { depart, end, enter, release } from './moves.js';
import type { Store } from './store.js';

// So that no claim pays for many: what is left over is ended by the next.
const mostEnded = 200;
const leasesToPoison = 3;

/** Ends what has become stale, expired or poisonous, of any lane, and puts back what lost its lease. */
export function endDue<T>(store: Store<T>): Ended[] {
  const ended: Ended[] = [];
  loseLeases(store, ended);
  endStale(store, ended);
  endExpired(store, ended);
  return ended;
}

function loseLeases<T>(store: Store<T>, ended: Ended[]) {
  const now = store.now();
  for (let item = store.leases.peek(); item && item.leaseEndsAt <= now; item = store.leases.peek()) {
    if (ended.length === mostEnded) return;
    release(store, item);
    item.token = undefined;
    item.lost++;
    if (item.lost < leasesToPoison) enter(store, item);
    else bury(store, item, 'poison', ended);
  }
}

function endStale<T>(store: Store<T>, ended: Ended[]) {
  for (const item of store.stale) {
    if (ended.length === mostEnded) return;
    depart(store, item);
    end(store, item, 'suppressed', 'stale');
    ended.push({ id: item.id, lane: item.lane.name, to: 'suppressed', reason: 'stale' });
  }
}

function endExpired<T>(store: Store<T>, ended: Ended[]) {
  const now = store.now();
  for (let item = store.expiring.peek(); item && (item.endsAt ?? 0) <= now; item = store.expiring.peek()) {
    if (ended.length === mostEnded) return;
    depart(store, item);
    bury(store, item, 'expired', ended);
  }
}

function bury<T>(store: Store<T>, item: Item<T>, reason: 'expired' | 'poison', ended: Ended[]) {
  end(store, item, 'dead', reason);
  ended.push({ id: item.id, lane: item.lane.name, to: 'dead', reason });
}
