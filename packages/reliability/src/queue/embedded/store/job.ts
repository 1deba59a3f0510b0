import type { Lane, Lanes } from './lanes.js';
import { states, type State } from './schema.js';
import type { Sql } from './sqlite.js';

/** A job as the store works with it. What is null is not known, or not so. */
export interface Job {
  readonly id: number;
  /** Its batch's number, id, and how many jobs that has. */
  readonly batch: number;
  readonly batchId: string;
  readonly batchSize: number;
  readonly lane: Lane;
  readonly rank: number;
  /** With `batch` its place in its thread. */
  readonly at: number;
  readonly thread: number | null;
  readonly isResolve: 1 | null;
  state: State;
  /** The waiting set it can be claimed from. */
  ready: number | null;
  /** Its thread, while it waits there and was never claimed. */
  line: number | null;
  dueAt: number;
  /** Since when it has been due in this life, where that is not `dueAt`. */
  dueSince: number | null;
  endsAt: number | null;
  attemptCount: number;
  /** Leases lost without a settlement between. */
  lost: number;
  token: number | null;
  leasedAt: number;
  leaseEndsAt: number;
  endedAt: number | null;
  reason: string | null;
  attempts: string | null;
  progress: string | null;
  /** Null also where it was left out: what is stored stays. */
  receipt: string | null;
}

export interface Jobs {
  insert(job: Job): void;
  /** All that may have changed. */
  save(job: Job): void;
  /** What changes with a lease, and what with an end: the way of nearly every job, and so the cheaper one. */
  saveLease(job: Job): void;
  saveEnd(job: Job): void;
  find(where: string, ...values: readonly (string | number)[]): Job[];
}

/** What one that lost a lease has more than its rank: its own waiting sets. */
export const suspected = 10;

const columns = `j.id, j.batch, j.lane, j.rank, j.at, j.dueAt, j.endsAt, j.ready, j.thread, j.line, j.isResolve,
  j.dueSince, j.attemptCount, j.lost, j.attempts, j.progress, b.id AS batchId, b.size AS batchSize`;
const otherColumns = 'j.state, j.token, j.leasedAt, j.leaseEndsAt, j.endedAt, j.reason, j.receipt';
// In this order, whatever SQLite thinks of it: it knows nothing of how much is in a store that was just made.
const ofBatch = 'FROM job j CROSS JOIN batch b ON b.seq = j.batch';

/** Jobs with what they have of their batch; conditions and order follow. */
export const selectJob = `SELECT ${columns}, ${otherColumns} ${ofBatch}`;
/** Waiting ones, with their bodies; what only others have is left out. */
export const selectWaiting = `SELECT ${columns}, b.body ${ofBatch}`;

const insertJob = `INSERT INTO job (id, batch, lane, state, rank, at, dueAt, endsAt, ready, thread, line, isResolve,
  dueSince, attemptCount, lost, endedAt, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const saveJob = `UPDATE job SET state = ?, dueAt = ?, endsAt = ?, ready = ?, line = ?, dueSince = ?, attemptCount = ?,
  lost = ?, token = ?, leasedAt = ?, leaseEndsAt = ?, endedAt = ?, reason = ?, attempts = ?, progress = ?,
  receipt = coalesce(?, receipt) WHERE id = ?`;

const saveLeasedJob = `UPDATE job SET state = ${states.leased}, ready = NULL, line = NULL, attemptCount = ?, token = ?,
  leasedAt = ?, leaseEndsAt = ? WHERE id = ?`;
const saveEndedJob = `UPDATE job SET state = ?, ready = NULL, line = NULL, lost = ?, token = ?, endedAt = ?, reason = ?,
  attempts = ?, progress = ?, receipt = coalesce(?, receipt) WHERE id = ?`;

export function jobs(sql: Sql, lanes: Lanes): Jobs {
  return { insert, save, saveLease, saveEnd, find };

  function insert(job: Job) {
    const { id, batch, lane, state, rank, at, dueAt, endsAt, ready, thread, line, isResolve, dueSince } = job;
    const place = [id, batch, lane.id, state, rank, at, dueAt, endsAt, ready, thread, line, isResolve, dueSince];
    sql(insertJob).run(...place, job.attemptCount, job.lost, job.endedAt, job.reason);
  }

  function save(job: Job) {
    const { state, dueAt, endsAt, ready, line, dueSince, attemptCount, lost, token, leasedAt, leaseEndsAt } = job;
    const place = [state, dueAt, endsAt, ready, line, dueSince, attemptCount, lost, token, leasedAt, leaseEndsAt];
    const { endedAt, reason, attempts, progress, receipt } = job;
    sql(saveJob).run(...place, endedAt, reason, attempts, progress, receipt, job.id);
  }

  function saveLease({ id, attemptCount, token, leasedAt, leaseEndsAt }: Job) {
    sql(saveLeasedJob).run(attemptCount, token, leasedAt, leaseEndsAt, id);
  }

  function saveEnd({ id, state, lost, token, endedAt, reason, attempts, progress, receipt }: Job) {
    sql(saveEndedJob).run(state, lost, token, endedAt, reason, attempts, progress, receipt, id);
  }

  function find(where: string, ...values: readonly (string | number)[]): Job[] {
    return sql(`${selectJob} ${where}`)
      .all(...values)
      .map(row => toJob(row as JobRow, lanes));
  }
}

type OtherColumns = 'state' | 'token' | 'leasedAt' | 'leaseEndsAt' | 'endedAt' | 'reason' | 'receipt';
export type JobRow = Omit<Job, 'lane' | OtherColumns> & Partial<Pick<Job, OtherColumns>> & { readonly lane: number };

/** Property by property: rows come without a prototype, which makes them and their copies slow to work with. */
export function toJob(row: JobRow, lanes: Lanes): Job {
  return {
    id: row.id,
    batch: row.batch,
    batchId: row.batchId,
    batchSize: row.batchSize,
    lane: lanes.of(row),
    rank: row.rank,
    at: row.at,
    thread: row.thread,
    isResolve: row.isResolve,
    state: row.state ?? states.waiting,
    ready: row.ready,
    line: row.line,
    dueAt: row.dueAt,
    dueSince: row.dueSince,
    endsAt: row.endsAt,
    attemptCount: row.attemptCount,
    lost: row.lost,
    token: row.token ?? null,
    leasedAt: row.leasedAt ?? 0,
    leaseEndsAt: row.leaseEndsAt ?? 0,
    endedAt: row.endedAt ?? null,
    reason: row.reason ?? null,
    attempts: row.attempts,
    progress: row.progress,
    receipt: row.receipt ?? null,
  };
}

/** Where it counts while it waits. */
export function waitingKind({ attemptCount }: Job): 'waiting' | 'retrying' {
  return attemptCount > 0 ? 'retrying' : 'waiting';
}

export function jobIdOf({ batchId, lane }: Job): string {
  return `${batchId}:${lane.name}`;
}
