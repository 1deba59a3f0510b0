import type { Claim, Queue } from '../queue.js';
import { endDue } from './ending.js';
import { toClaim, type Item } from './item.js';
import { nextDue, pauseOf } from './lane-state.js';
import { lease } from './moves.js';
import type { Store } from './store.js';
import { oldestDue } from './thread.js';

type Claiming<T> = (...args: Parameters<Queue<T>['claim']>) => Awaited<ReturnType<Queue<T>['claim']>>;

/** Ends what is due to end, then leases what the wanted lanes have due. */
export function claiming<T>(store: Store<T>): Claiming<T> {
  let tokens = 0;
  return (wants, { leaseMs }) => {
    if (store.closed) return { claims: [], ended: [] };
    const ended = endDue(store);
    return { claims: wants.flatMap(({ lane, limit }) => claim(lane, limit, leaseMs)), ended };
  };

  function claim(name: string, limit: number, leaseMs: number): Claim<T>[] {
    const lane = store.lane(name);
    const now = store.now();
    const claims: Claim<T>[] = [];
    if (pauseOf(lane, now)) return claims;
    for (let next = nextDue(lane, now); next && claims.length < limit; next = nextDue(lane, now)) {
      const item = inTurn(next, now);
      const token = String(++tokens);
      lease(store, item, token, leaseMs);
      claims.push(toClaim(item, token));
    }
    return claims;
  }
}

/** A thread's front stands for all of it: what goes is the oldest that is due by now. */
function inTurn<T>(next: Item<T>, now: number): Item<T> {
  return next.thread?.front === next ? (oldestDue(next.thread, now) ?? next) : next;
}
