import { isOlder } from '../../memory/order.js';
import type { Job } from './job.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { floorOf, isLineEmpty, isStale, leave, lentRank, type Thread } from './thread.js';

// Who stands in front of a thread's line, and what of the line has become stale.

type Waiting = Pick<Job, 'id' | 'at' | 'dueAt'>;

const oldestInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? ORDER BY at, id LIMIT 1';
const oldestDueInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? AND dueAt <= ? ORDER BY at, id LIMIT 1';
const firstDueInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? ORDER BY dueAt, id LIMIT 1';

/**
 * Puts the front of a thread's line into the waiting set of the highest priority that waits in it, so that nothing urgent
 * waits for a low one's turn; while one of its jobs is on its way, nobody is in front.
 */
export function present(store: Store, thread: Thread): void {
  const next = thread.holder === null ? nextInLine(store, thread) : undefined;
  const id = next?.id ?? null;
  const rank = next ? lentRank(thread) : null;
  store.threads.changed(thread);
  if (id === thread.front && rank === thread.frontRank) return;
  if (thread.front !== null && thread.front !== id) setReady(store, thread.front, null);
  if (id !== null) setReady(store, id, rank);
  Object.assign(thread, { front: id, frontRank: rank });
}

/** Whether the one that just joined is all there is. */
export function isAloneInLine({ holder, inLine }: Thread): boolean {
  return holder === null && inLine.reduce((sum, count) => sum + count, 0) === 1;
}

export function stand(thread: Thread, job: Job): void {
  job.ready = job.rank;
  Object.assign(thread, { front: job.id, frontRank: job.rank });
}

/** The oldest that is due, else the first that will be. */
export function nextInLine(store: Store, thread: Thread): Waiting | undefined {
  if (isLineEmpty(thread)) return undefined;
  const oldest = store.sql(oldestInLine).get(thread.id) as Waiting;
  if (oldest.dueAt <= store.now()) return oldest;
  const due = store.sql(oldestDueInLine).get(thread.id, store.now()) as Waiting | undefined;
  return due ?? (store.sql(firstDueInLine).get(thread.id) as Waiting);
}

/** After a thread's floor rose: what waits below it is out of the waiting sets at once, and ended by the next claims. */
export function spoilBelowFloor(store: Store, thread: Thread): void {
  spoilHolder(store, thread);
  if (isLineEmpty(thread)) return;
  const { at, seq } = floorOf(thread);
  const oldest = store.sql(oldestInLine).get(thread.id) as Waiting;
  if (!isOlder({ at: oldest.at, seq: oldest.id }, { at, seq })) return;
  const below = 'line = ? AND (at, id) < (?, ?)';
  const rows = store.sql(`SELECT rank, count(*) AS count FROM job WHERE ${below} GROUP BY rank`).all(thread.id, at, seq);
  for (const { rank, count } of rows as { readonly rank: number; readonly count: number }[]) {
    thread.inLine[rank] = (thread.inLine[rank] ?? 0) - count;
  }
  // The front is one of them: it was the oldest that is due, or is replaced below.
  store.sql(`UPDATE job SET state = ${states.stale}, ready = NULL, line = NULL WHERE ${below}`).run(thread.id, at, seq);
  present(store, thread);
}

function spoilHolder(store: Store, thread: Thread) {
  if (thread.holder === null) return;
  const [holder] = store.jobs.find('WHERE j.id = ?', thread.holder);
  if (holder?.state !== states.waiting || !isStale(holder, thread)) return;
  leave(thread, holder);
  store.jobs.save(Object.assign(holder, { state: states.stale, ready: null }));
  present(store, thread);
}

function setReady({ sql }: Store, id: number, rank: number | null) {
  sql('UPDATE job SET ready = ? WHERE id = ?').run(rank, id);
}
