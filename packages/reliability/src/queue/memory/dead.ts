import { promised } from '../../promised.js';
import { refuseUnless } from '../../refuse.js';
import type { Place } from '../place.js';
import type { DeadFilter, DeadLetter, Page, Queue } from '../queue.js';
import { toStoredJob, type Item } from './item.js';
import { close, end, enter } from './moves.js';
import { page } from './page.js';
import type { Store } from './store.js';
import { expiryOf } from './times.js';
import { verdictOn } from './thread.js';

/** What will not be tried again by itself: listed, revived, dropped. */
export function deadLetters<T>(store: Store<T>): Pick<Queue<T>, 'dead' | 'revive' | 'drop'> {
  return { dead: promised(dead), revive: promised(revive), drop: promised(drop) };

  function dead(query: Parameters<Queue<T>['dead']>[0]): Page<DeadLetter<T>> {
    const { items, ...rest } = page(store.dead.items, deathOf, query, item => matches(item, query));
    return { ...rest, items: items.map(item => ({ ...toStoredJob(item), batch: item.entry.batch })) };
  }

  function revive(filter: DeadFilter, { perSecond = Infinity }: { readonly perSecond?: number } = {}): number {
    refuseUnless(perSecond > 0, 'revive', 'perSecond', perSecond, 'a number above 0');
    const paceMs = 1_000 / perSecond;
    return take(filter).filter(item => reviveOne(item, paceMs)).length;
  }

  function drop(filter: DeadFilter): number {
    const dropped = take(filter);
    for (const item of dropped) close(store, item);
    return dropped.length;
  }

  /** Oldest death first. */
  function take(filter: DeadFilter): Item<T>[] {
    const taken = store.dead.items.filter(item => matches(item, filter));
    for (const item of taken) {
      store.dead.remove(item);
      item.lane.tally.dead--;
    }
    return taken;
  }

  function reviveOne(item: Item<T>, paceMs: number): boolean {
    Object.assign(item, { reason: undefined, endedAt: undefined, attemptCount: 0, lost: 0 });
    const verdict = verdictOn(item);
    if (verdict) end(store, item, 'suppressed', verdict);
    else enter(store, Object.assign(item, placeInLine(item, paceMs)));
    return verdict === undefined;
  }

  function placeInLine({ lane, ttlMs, expiresAt }: Item<T>, paceMs: number) {
    const now = store.now();
    const dueAt = paceMs === 0 ? now : Math.max(now, lane.revivedUntil);
    lane.revivedUntil = dueAt + paceMs;
    // Whoever revives what had expired wants it tried: only an age limit that is still ahead holds.
    const limits = { ttlMs, expiresAt: expiresAt !== undefined && expiresAt > dueAt ? expiresAt : undefined };
    return { dueAt, dueSince: dueAt, endsAt: expiryOf(limits, dueAt) };
  }
}

export function deathOf<T>({ endedAt = 0, id }: Item<T>): Place {
  return { at: endedAt, id };
}

function matches<T>(item: Item<T>, { ids, lane, reason, since = -Infinity, until = Infinity }: DeadFilter): boolean {
  const { at } = deathOf(item);
  const wanted =
    (ids?.includes(item.id) ?? true) && lane === (lane && item.lane.name) && reason === (reason && item.reason);
  return wanted && at >= since && at < until;
}
