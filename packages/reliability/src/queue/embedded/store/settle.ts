import { newest } from '../../memory/order.js';
import { delayOf } from '../../memory/times.js';
import type { LeaseName, StoredSettlement } from '../protocol.js';
import { spoilBelowFloor } from './front.js';
import { findJob } from './find-job.js';
import type { Job } from './job.js';
import { end, enter } from './moves.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { orderOf } from './thread.js';
import type { Verbs } from './verbs.js';

const keptAttempts = 20;

/** Ends leases. Only the lease's own token counts; the same settlement again changes nothing and answers true. */
export function settling(store: Store): Pick<Verbs, 'settle' | 'extend'> {
  return {
    settle: settlements => settlements.map(settlement => settle(store, settlement)),
    extend: (leases, leaseMs) => leases.map(lease => extend(store, lease, leaseMs)),
  };
}

function settle(store: Store, settlement: StoredSettlement): boolean {
  const job = store.leases.find(settlement.id, settlement.token);
  if (!job) return wasSettled(store, settlement);
  store.leases.remove(job);
  note(store, job, settlement);
  if (settlement.to === 'done') deliver(store, job);
  else if (settlement.to === 'dead') end(store, job, states.dead, settlement.reason);
  else putBack(store, job, settlement);
  return true;
}

function extend(store: Store, lease: LeaseName, leaseMs: number): boolean {
  const job = store.leases.find(lease.id, lease.token);
  if (!job) return false;
  store.leases.remove(job);
  job.leaseEndsAt = store.now() + leaseMs;
  store.leases.add(job);
  store.jobs.save(job);
  return true;
}

function wasSettled(store: Store, { id, lane, token }: LeaseName): boolean {
  const job = findJob(store, id, lane);
  return job !== undefined && String(job.token) === token;
}

function note(store: Store, job: Job, { attempt, progress, handle, receipt }: StoredSettlement) {
  job.lost = 0;
  if (attempt !== null) job.attempts = withAttempt(job.attempts, attempt);
  job.progress = progress ?? job.progress;
  job.receipt = receipt ?? job.receipt;
  const thread = store.threads.of(job);
  if (thread && handle !== null) thread.handle = handle;
}

function withAttempt(attempts: string | null, attempt: string): string {
  if (attempts === null) return `[${attempt}]`;
  const all = JSON.parse(attempts) as unknown[];
  return JSON.stringify([...all, JSON.parse(attempt)].slice(-keptAttempts));
}

function deliver(store: Store, job: Job) {
  const thread = store.threads.of(job);
  if (thread) thread.delivered = newest(thread.delivered, orderOf(job));
  if (thread && job.isResolve) thread.resolved = newest(thread.resolved, orderOf(job));
  end(store, job, states.done);
  if (thread) spoilBelowFloor(store, thread);
}

function putBack(store: Store, job: Job, { delayMs, reason, spent }: StoredSettlement) {
  if (!spent) job.attemptCount--;
  job.reason = reason;
  job.dueSince ??= job.dueAt;
  job.dueAt = store.now() + delayOf(delayMs);
  enter(store, job);
}
