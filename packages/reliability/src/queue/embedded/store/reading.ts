import type { Place } from '../../place.js';
import type { StoredBatchText, StoredJobText, StoredText, TextPage } from '../protocol.js';
import { deathOf, findDead } from './find-dead.js';
import { jobsOf, placeOf } from './find-job.js';
import type { Job } from './job.js';
import { states, type State } from './schema.js';
import type { Store } from './store.js';
import type { Verbs } from './verbs.js';

type BatchRow = StoredBatchText & { readonly seq: number; readonly acceptedAt: number; readonly size: number };

const selectBatch = 'SELECT seq, id, print, acceptedAt, size, body, plan, spec FROM batch';
const newestFirst = `${selectBatch} WHERE acceptedAt >= ?1 AND acceptedAt <= ?2 AND (acceptedAt < ?2 OR id < ?3)
  ORDER BY acceptedAt DESC, id DESC LIMIT ?4`;

export function reading(store: Store): Pick<Verbs, 'get' | 'list' | 'dead'> {
  return { get, list, dead };

  function get(id: string): StoredText | undefined {
    const place = placeOf(store, id);
    return place && toStored(store, batchOf(store, place.seq));
  }

  function list({ since = -Infinity, from, limit }: Parameters<Verbs['list']>[0]): TextPage<StoredText> {
    const rows = store.sql(newestFirst).all(since, from?.at ?? Infinity, from?.id ?? '', limit + 1) as BatchRow[];
    return page(
      rows,
      limit,
      ({ acceptedAt: at, id }) => ({ at, id }),
      row => toStored(store, row),
    );
  }

  function dead(slice: Parameters<Verbs['dead']>[0]): ReturnType<Verbs['dead']> {
    const found = findDead(store, { ...slice, limit: slice.limit + 1 }, 'last');
    return page(found, slice.limit, deathOf, job => ({
      ...toStoredJob(job),
      batch: toBatch(batchOf(store, job.batch)),
    }));
  }
}

/** One more than fits tells that there is more. */
function page<R, I>(rows: readonly R[], limit: number, placeOf: (row: R) => Place, toItem: (row: R) => I): TextPage<I> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), ...(last && rows.length > limit && { next: placeOf(last) }) };
}

function batchOf({ sql }: Store, seq: number): BatchRow {
  return sql(`${selectBatch} WHERE seq = ?`).get(seq) as BatchRow;
}

function toStored(store: Store, row: BatchRow): StoredText {
  return { batch: toBatch(row), acceptedAt: row.acceptedAt, jobs: jobsOf(store, row).map(toStoredJob) };
}

function toBatch({ id, print, body, plan, spec }: BatchRow): StoredBatchText {
  return { id, print, body, plan, spec };
}

const names: Readonly<Record<State, StoredJobText['state']>> = {
  [states.waiting]: 'waiting',
  [states.stale]: 'waiting',
  [states.leased]: 'leased',
  [states.done]: 'done',
  [states.suppressed]: 'suppressed',
  [states.dead]: 'dead',
  [states.dropped]: 'dead',
};

function toStoredJob(job: Job): StoredJobText {
  const { lane, reason, endedAt, attempts, attemptCount, receipt } = job;
  const state = names[job.state];
  const dueAt = state === 'waiting' ? job.dueAt : null;
  return { lane: lane.name, state, reason, dueAt, endedAt, attempts, attemptCount, receipt };
}
