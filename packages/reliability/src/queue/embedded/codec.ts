import type { Json } from '../../json.js';
import { ranks } from '../memory/item.js';
import type { AddResult, Attempt, Batch, Job, Stored, StoredJob } from '../batch.js';
import type { Claim, Counts, DeadLetter, Settlement } from '../queue.js';
import type {
  Added,
  DeadText,
  LeaseName,
  NewBatch,
  Spec,
  StoredBatchText,
  StoredClaim,
  StoredJobText,
  StoredSettlement,
  StoredText,
} from './protocol.js';

// Between what callers know and what is stored.

export function toNewBatch<T>(batch: Batch<T>): NewBatch {
  const { id, fingerprint, at, body, plan, jobs, thread, follow } = batch;
  const spec: Spec = { at, jobs: jobs.map(withinJson), thread, follow: follow?.map(withinJson) };
  return { id, print: fingerprint, at, body: toText(body), plan: toText(plan), spec: JSON.stringify(spec) };
}

/** JSON has no Infinity, and would make it no delay at all. */
function withinJson(job: Job): Job {
  return job.delayMs === Infinity ? { ...job, delayMs: Number.MAX_VALUE } : job;
}

// What a caller is asked to wait where the queue is full, or its store closed or gone: long enough for some to be delivered.
const retryAfterMs = 1_000;

export function toAddResult({ id }: Pick<NewBatch, 'id'>, added: Added): AddResult {
  if (added.stored === 'conflict') return { id, stored: 'conflict' };
  if (added.stored === 'refused') return { id, stored: 'refused', reason: added.reason, retryAfterMs };
  const jobs = Array.from(added.lanes, lane => ({ id: `${id}:${lane}`, lane }));
  return { id, stored: added.stored, jobs };
}

function toBatch<T>({ id, print, body, plan, spec }: StoredBatchText): Batch<T> {
  const stored = JSON.parse(spec) as Spec;
  return { id, fingerprint: print, body: JSON.parse(body) as T, plan: JSON.parse(plan) as Json, ...stored };
}

export function toClaim<T>(stored: StoredClaim): Claim<T> {
  const { id, token, lane, rank, attempt, at, endsAt } = stored;
  return {
    id,
    token,
    lane,
    priority: ranks[rank] ?? 'low',
    attempt,
    at,
    body: JSON.parse(stored.body) as T,
    progress: fromText(stored.progress) as Json | undefined,
    handle: fromText(stored.handle) as Json | undefined,
    endsAt: endsAt ?? undefined,
  };
}

export function toLease<T>({ id, lane, token }: Claim<T>): LeaseName {
  return { id, lane, token };
}

export function toSettlement<T>(settlement: Settlement<T>): StoredSettlement {
  const { claim, to, attempt, receipt, handle, progress } = settlement;
  return {
    ...toLease(claim),
    to,
    reason: to === 'done' ? null : settlement.reason,
    delayMs: to === 'later' ? settlement.delayMs : 0,
    spent: to !== 'later' || settlement.spent,
    attempt: toTextOrNull(attempt),
    receipt: toTextOrNull(receipt),
    handle: toTextOrNull(handle),
    progress: toTextOrNull(progress),
  };
}

export function toCounts({ paused, ...counts }: Counts): Counts {
  return { ...counts, ...(paused && { paused: { ...paused } }) };
}

export function toStored<T>({ batch, acceptedAt, jobs }: StoredText): Stored<T> {
  return { batch: toBatch(batch), acceptedAt, jobs: Array.from(jobs, job => toStoredJob(job, batch.id)) };
}

export function toDeadLetter<T>({ batch, ...job }: DeadText): DeadLetter<T> {
  return { ...toStoredJob(job, batch.id), batch: toBatch(batch) };
}

function toStoredJob(job: StoredJobText, batchId: string): StoredJob {
  const { lane, state, reason, dueAt, endedAt, attemptCount } = job;
  const receipt = fromText(job.receipt);
  return {
    id: `${batchId}:${lane}`,
    lane,
    state,
    attempts: (fromText(job.attempts) ?? []) as Attempt[],
    attemptCount,
    ...(reason !== null && { reason }),
    ...(dueAt !== null && { dueAt }),
    ...(endedAt !== null && { endedAt }),
    ...(receipt !== undefined && { receipt }),
  };
}

export function toText(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

function toTextOrNull(value: unknown): string | null {
  return value === undefined ? null : toText(value);
}

export function fromText(text: string | null | undefined): unknown {
  return text === null || text === undefined ? undefined : JSON.parse(text);
}
