import type { Counts } from '../../queue.js';
import { suspected } from './job.js';
import { pauseOf, type Lane } from './lanes.js';
import type { Store } from './store.js';
import type { Verbs } from './verbs.js';

const firstDue = 'SELECT dueAt AS at FROM job WHERE lane = ? AND ready = ? ORDER BY dueAt LIMIT 1';
const anySuspect = `SELECT dueAt AS at FROM job WHERE lane = ? AND ready >= ${suspected} LIMIT 1`;
const oldestAged =
  'SELECT dueSince AS at FROM job WHERE lane = ? AND state IN (0, 1) AND dueSince IS NOT NULL ORDER BY dueSince LIMIT 1';

/** What lanes hold, and when one may have something. */
export function counting(store: Store): Pick<Verbs, 'counts' | 'nextDueAt'> {
  return {
    counts: () => Object.fromEntries([...store.lanes.all()].map(lane => [lane.name, countsOf(store, lane)])),
    nextDueAt: names => Math.min(...names.map(name => nextDueAt(store, store.lanes.find(name)))),
  };
}

function countsOf(store: Store, lane: Lane): Counts {
  const { lastDeliveredAt, lastFailedAt, ...tally } = lane.tally;
  const [oldestLease] = lane.leased;
  const now = store.now();
  const paused = pauseOf(lane, now);
  return {
    ...tally,
    leased: lane.leased.size,
    oldestAgeMs: Math.max(0, now - oldestDueSince(store, lane)),
    oldestLeaseAgeMs: oldestLease ? now - oldestLease.leasedAt : 0,
    ...(lastDeliveredAt !== null && { lastDeliveredAt }),
    ...(lastFailedAt !== null && { lastFailedAt }),
    ...(paused && { paused }),
  };
}

/** When a claim may find something, Infinity where only a change can bring it about. */
function nextDueAt(store: Store, lane: Lane | undefined): number {
  if (!lane) return Infinity;
  const now = store.now();
  const pausedUntil = pauseOf(lane, now) ? (lane.paused?.until ?? Infinity) : 0;
  const suspectAt = lane.suspect ? Infinity : at(store, anySuspect, lane.id);
  return Math.max(pausedUntil, Math.min(suspectAt, firstDueAt(store, lane)));
}

function firstDueAt(store: Store, lane: Lane): number {
  return Math.min(...[0, 1, 2, 3].map(rank => at(store, firstDue, lane.id, rank)));
}

/** What was never tried and has no thread has been due since `dueAt`; of the others it is told. */
function oldestDueSince(store: Store, lane: Lane): number {
  return Math.min(firstDueAt(store, lane), at(store, oldestAged, lane.id));
}

function at({ sql }: Store, text: string, ...values: readonly number[]): number {
  return (sql(text).get(...values) as { readonly at: number } | undefined)?.at ?? Infinity;
}
