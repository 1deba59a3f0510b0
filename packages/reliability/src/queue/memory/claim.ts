import type { Claim, Ended, Queue } from '../queue.js';
import { toClaim, type Item } from './item.js';
import { nextDue, pauseOf } from './lane-state.js';
import { depart, end, enter, lease, release } from './moves.js';
import type { Store } from './store.js';
import { oldestDue } from './thread.js';

// So that no claim pays for many: what is left over is ended by the next.
const mostEnded = 200;
const leasesToPoison = 3;

type Claiming<T> = (...args: Parameters<Queue<T>['claim']>) => Awaited<ReturnType<Queue<T>['claim']>>;

/** Ends what has become stale, expired or poisonous, of any lane, then leases what the wanted lanes have due. */
export function claiming<T>(store: Store<T>): Claiming<T> {
  let tokens = 0;
  return (wants, { leaseMs }) => {
    const ended: Ended[] = [];
    loseLeases(ended);
    endStale(ended);
    endExpired(ended);
    return { claims: wants.flatMap(({ lane, limit }) => claim(lane, limit, leaseMs)), ended };
  };

  function loseLeases(ended: Ended[]) {
    const now = store.now();
    for (let item = store.leases.peek(); item && item.leaseEndsAt <= now; item = store.leases.peek()) {
      if (ended.length === mostEnded) return;
      release(store, item);
      item.token = undefined;
      item.lost++;
      if (item.lost < leasesToPoison) enter(store, item);
      else bury(item, 'poison', ended);
    }
  }

  function endStale(ended: Ended[]) {
    for (const item of store.stale) {
      if (ended.length === mostEnded) return;
      depart(store, item);
      end(store, item, 'suppressed', 'stale');
      ended.push({ id: item.id, lane: item.lane.name, to: 'suppressed', reason: 'stale' });
    }
  }

  function endExpired(ended: Ended[]) {
    const now = store.now();
    for (let item = store.expiring.peek(); item && (item.endsAt ?? 0) <= now; item = store.expiring.peek()) {
      if (ended.length === mostEnded) return;
      depart(store, item);
      bury(item, 'expired', ended);
    }
  }

  function bury(item: Item<T>, reason: 'expired' | 'poison', ended: Ended[]) {
    end(store, item, 'dead', reason);
    ended.push({ id: item.id, lane: item.lane.name, to: 'dead', reason });
  }

  function claim(name: string, limit: number, leaseMs: number): Claim<T>[] {
    const lane = store.lanes.get(name);
    const now = store.now();
    const claims: Claim<T>[] = [];
    if (!lane || pauseOf(lane, now)) return claims;
    for (let next = nextDue(lane, now); next && claims.length < limit; next = nextDue(lane, now)) {
      const item = inTurn(next, now);
      const token = String(++tokens);
      lease(store, item, token, leaseMs);
      claims.push(toClaim(item, token));
    }
    return claims;
  }

  /** A thread's front stands for all of it: what goes is the oldest that is due by now. */
  function inTurn(next: Item<T>, now: number): Item<T> {
    return next.thread?.front === next ? (oldestDue(next.thread, now) ?? next) : next;
  }
}
