import { isBefore, parseCursor, toCursor, type Place } from '../place.js';
import type { Counts, Page } from '../queue.js';

/**
 * One page of several, the last items first. Where one of them goes on, nothing older than its end may be told yet: what
 * it still has may be newer.
 */
export function mergePages<I>(pages: readonly Page<I>[], placeOf: (item: I) => Place, limit: number): Page<I> {
  const ends = pages.flatMap(({ cursor }) => (cursor === undefined ? [] : [parseCursor(cursor)]));
  const end = ends.reduce<Place | undefined>(
    (last, place) => (last && isBefore(place, last) ? last : place),
    undefined,
  );
  const known = pages.flatMap(({ items }) => items).sort((a, b) => (isBefore(placeOf(a), placeOf(b)) ? 1 : -1));
  const ready = known.filter(item => !end || !isBefore(placeOf(item), end));
  const items = ready.slice(0, limit);
  const last = items.at(-1);
  if (last && ready.length > limit) return { items, cursor: toCursor(placeOf(last)) };
  return end ? { items, cursor: toCursor(end) } : { items };
}

/** The counts of each lane over all partitions. */
export function mergeCounts(all: readonly Readonly<Record<string, Counts>>[]): Readonly<Record<string, Counts>> {
  const lanes = new Map<string, Counts>();
  for (const [lane, counts] of all.flatMap(Object.entries<Counts>)) {
    const known = lanes.get(lane);
    lanes.set(lane, known ? sum(known, counts) : counts);
  }
  return Object.fromEntries(lanes);
}

function sum(a: Counts, b: Counts): Counts {
  const paused = a.paused ?? b.paused;
  return {
    waiting: a.waiting + b.waiting,
    retrying: a.retrying + b.retrying,
    leased: a.leased + b.leased,
    dead: a.dead + b.dead,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    suppressed: a.suppressed + b.suppressed,
    oldestAgeMs: Math.max(a.oldestAgeMs, b.oldestAgeMs),
    oldestLeaseAgeMs: Math.max(a.oldestLeaseAgeMs, b.oldestLeaseAgeMs),
    ...latest('lastDeliveredAt', a, b),
    ...latest('lastFailedAt', a, b),
    ...(paused && { paused }),
  };
}

function latest(field: 'lastDeliveredAt' | 'lastFailedAt', a: Counts, b: Counts): Partial<Counts> {
  const times = [a[field], b[field]].filter(time => time !== undefined);
  return times.length > 0 ? { [field]: Math.max(...times) } : {};
}
