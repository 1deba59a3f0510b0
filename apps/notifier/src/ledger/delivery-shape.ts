import type { Notification, Receipt, Trace } from '@helix/notify-core';
import type { Attempt, Stored } from '@helix/reliability';
import type { Hold } from './lane-health.js';
import { timeOf } from './times.js';

type StoredJob = Stored<Notification>['jobs'][number];
export type DeliveryState = 'queued' | 'scheduled' | 'sending' | 'retrying' | 'delivered' | 'failed' | 'suppressed';

/** What holds a lane, by its name. */
export type Holds = ReadonlyMap<string, Hold | undefined>;

/** The deliveries of a stored notification, those that its plan suppressed included. */
export function deliveriesOf(stored: Stored<Notification>, now: number, holds: Holds) {
  const { batch, jobs } = stored;
  const planned = [...batch.jobs, ...(batch.follow ?? [])];
  const priorityOf = (lane: string) => planned.find(job => job.lane === lane)?.priority ?? batch.body.priority;
  const { suppressed } = batch.plan as unknown as Trace;
  return [
    ...jobs.map(job => deliveryShape(job, priorityOf(job.lane), now, holdOn(job, holds))),
    ...suppressed.map(({ channel, reason }) => suppressedShape(batch.id, channel, reason, batch.body.priority)),
  ];
}

/** What keeps a delivery from leaving, where that lasts longer than its own waiting. */
function holdOn({ state, lane, dueAt = 0 }: StoredJob, holds: Holds): Hold | undefined {
  const hold = state === 'waiting' ? holds.get(lane) : undefined;
  return hold && (hold.until ?? Infinity) > dueAt ? hold : undefined;
}

function deliveryShape(job: StoredJob, priority: string, now: number, hold: Hold | undefined) {
  const state = stateOf(job, now);
  const nextAt = hold ? hold.until : job.dueAt;
  return {
    id: job.id,
    channel: job.lane,
    state,
    reason: hold?.reason ?? job.reason ?? null,
    priority,
    attempt_count: job.attemptCount,
    next_attempt_at: job.state === 'waiting' ? timeOf(nextAt) : null,
    attempts: job.attempts.map(attemptShape),
    receipt: receiptShape(job.receipt as Receipt | undefined),
  };
}

function suppressedShape(id: string, channel: string, reason: string, priority: string) {
  const state: DeliveryState = 'suppressed';
  return {
    id: `${id}:${channel}`,
    channel,
    state,
    reason,
    priority,
    attempt_count: 0,
    next_attempt_at: null,
    attempts: [],
    receipt: null,
  };
}

function stateOf({ state, attemptCount, attempts, dueAt = 0 }: StoredJob, now: number): DeliveryState {
  if (state === 'leased') return 'sending';
  if (state === 'done') return 'delivered';
  if (state === 'dead') return 'failed';
  if (state === 'suppressed') return 'suppressed';
  // An attempt that a 429 ended is listed and not counted; one whose lease was lost is counted and not listed.
  if (attemptCount > 0 || attempts.length > 0) return 'retrying';
  return dueAt > now ? 'scheduled' : 'queued';
}

function attemptShape({ number, at, durationMs, result, status, detail, retryAfterMs }: Attempt) {
  return {
    number,
    at: timeOf(at),
    duration_ms: Math.round(durationMs),
    result,
    status: status ?? null,
    detail: detail ?? null,
    retry_after_ms: retryAfterMs ?? null,
  };
}

export function receiptShape(receipt: Receipt | undefined) {
  return receipt ? { at: receipt.at, provider_id: receipt.providerId ?? null, url: receipt.url ?? null } : null;
}
