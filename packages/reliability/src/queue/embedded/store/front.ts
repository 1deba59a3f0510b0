import { isOlder } from '../../memory/order.js';
import type { Job } from './job.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { floorOf, isLineEmpty, isStale, leave, lentRank, type Thread } from './thread.js';

// Who stands in front of a thread's line, and what of the line has become stale.

type Waiting = Pick<Job, 'id' | 'at' | 'dueAt'>;

interface InTurn extends Waiting {
  /** And due: only an older one, that comes or comes due, can take its place. */
  readonly isOldest: boolean;
}

const oldestInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? ORDER BY at, id LIMIT 1';
const oldestDueInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? AND dueAt <= ? ORDER BY at, id LIMIT 1';
const firstDueInLine = 'SELECT id, at, dueAt FROM job WHERE line = ? ORDER BY dueAt, id LIMIT 1';

/**
 * Puts the front of a thread's line into the waiting set of the highest priority that waits in it, so that nothing urgent
 * waits for a low one's turn; while one of its jobs is on its way, nobody is in front.
 */
export function present(store: Store, thread: Thread): void {
  const next = thread.holder === null ? nextInLine(store, thread) : undefined;
  store.threads.changed(thread);
  if (thread.front !== null && thread.front !== next?.id) setReady(store, thread.front, null);
  if (thread.front !== next?.id) Object.assign(thread, { front: next?.id ?? null, frontRank: null });
  thread.oldest = next?.isOldest ? { at: next.at, seq: next.id } : null;
  if (next) lendRank(store, thread, next.id);
}

/** One that joined a line takes its place in it: the usual ones, without a look at the file. */
export function takePlace(store: Store, thread: Thread, job: Job, write: (job: Job) => void): void {
  store.threads.changed(thread);
  if (isAlone(thread)) {
    job.ready = job.rank;
    const oldest = job.dueAt <= store.now() ? { at: job.at, seq: job.id } : null;
    Object.assign(thread, { front: job.id, frontRank: job.rank, oldest });
    return write(job);
  }
  write(job);
  const isBehind = thread.oldest !== null && isOlder(thread.oldest, { at: job.at, seq: job.id });
  if (isBehind && thread.front !== null) lendRank(store, thread, thread.front);
  else present(store, thread);
}

function isAlone({ holder, inLine }: Thread): boolean {
  return holder === null && inLine.reduce((sum, count) => sum + count, 0) === 1;
}

/** Whose turn it is by now: the oldest that is due, else the first that will be. */
export function nextInLine(store: Store, thread: Thread): InTurn | undefined {
  if (isLineEmpty(thread)) return undefined;
  const oldest = store.sql(oldestInLine).get(thread.id) as Waiting;
  if (oldest.dueAt <= store.now()) return { ...oldest, isOldest: true };
  const due = store.sql(oldestDueInLine).get(thread.id, store.now()) as Waiting | undefined;
  return { ...(due ?? (store.sql(firstDueInLine).get(thread.id) as Waiting)), isOldest: false };
}

/** After a thread's floor rose: what waits below it is out of the waiting sets at once, and ended by the next claims. */
export function spoilBelowFloor(store: Store, thread: Thread): void {
  spoilHolder(store, thread);
  const { at, seq } = floorOf(thread);
  if (isLineEmpty(thread) || (thread.oldest && !isOlder(thread.oldest, { at, seq }))) return;
  const below = 'line = ? AND (at, id) < (?, ?)';
  const rows = store
    .sql(`SELECT rank, count(*) AS count FROM job WHERE ${below} GROUP BY rank`)
    .all(thread.id, at, seq);
  for (const { rank, count } of rows as { readonly rank: number; readonly count: number }[]) {
    thread.inLine[rank] = (thread.inLine[rank] ?? 0) - count;
  }
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

function lendRank(store: Store, thread: Thread, front: number) {
  const rank = lentRank(thread);
  if (rank !== thread.frontRank) setReady(store, front, rank);
  thread.frontRank = rank;
}

function setReady({ sql }: Store, id: number, rank: number | null) {
  sql('UPDATE job SET ready = ? WHERE id = ?').run(rank, id);
}
