import { isBefore, type Place } from '../../place.js';
import type { DeadSlice } from '../protocol.js';
import { findJobs } from './find-job.js';
import { jobIdOf, selectJob, toJob, type Job, type JobRow } from './job.js';
import { states } from './schema.js';
import type { Store } from './store.js';

const jobId = `b.id || ':' || l.name`;
const matching = `${selectJob} CROSS JOIN lane l ON l.id = j.lane
  WHERE j.state = 5 AND (?1 IS NULL OR l.name = ?1) AND (?2 IS NULL OR j.reason = ?2) AND j.endedAt >= ?3 AND j.endedAt < ?4`;
const lastFirst = `${matching} AND j.endedAt <= ?5 AND (j.endedAt < ?5 OR ${jobId} < ?6)
  ORDER BY j.endedAt DESC, ${jobId} DESC LIMIT ?7`;
const oldestFirst = `${matching} AND j.endedAt >= ?5 AND (j.endedAt > ?5 OR ${jobId} > ?6)
  ORDER BY j.endedAt, ${jobId} LIMIT ?7`;

/** Dead letters in the order of their deaths, or the last first, beyond `from`. */
export function findDead(store: Store, slice: DeadSlice, order: 'oldest' | 'last'): Job[] {
  if (slice.ids) return findById(store, slice, slice.ids, order);
  const { lane = null, reason = null, since = -Infinity, until = Infinity, limit } = slice;
  const from = slice.from ?? { at: order === 'last' ? Infinity : -Infinity, id: '' };
  const rows = store.sql(order === 'last' ? lastFirst : oldestFirst);
  const found = rows.all(lane, reason, since, until, from.at, from.id, limit) as JobRow[];
  return found.map(row => toJob(row, store.lanes));
}

function findById(store: Store, slice: DeadSlice, ids: readonly string[], order: 'oldest' | 'last'): Job[] {
  const { lane, reason, since = -Infinity, until = Infinity, from, limit } = slice;
  const isBeyond = (place: Place) => !from || (order === 'last' ? isBefore(place, from) : isBefore(from, place));
  const matches = (job: Job) =>
    job.state === states.dead && (lane ?? job.lane.name) === job.lane.name && (reason ?? job.reason) === job.reason;
  const found = findJobs(store, ids).filter(job => {
    const place = deathOf(job);
    return matches(job) && place.at >= since && place.at < until && isBeyond(place);
  });
  found.sort((a, b) => (isBefore(deathOf(a), deathOf(b)) === (order === 'oldest') ? -1 : 1));
  return found.slice(0, limit);
}

export function deathOf(job: Job): Place {
  return { at: job.endedAt ?? 0, id: jobIdOf(job) };
}
