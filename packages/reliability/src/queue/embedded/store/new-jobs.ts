import type { Job as NewJob } from '../../batch.js';
import { ranks } from '../../memory/item.js';
import type { Order } from '../../memory/order.js';
import { delayOf, expiryOf } from '../../memory/times.js';
import type { Job } from './job.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import type { ThreadKey } from './thread.js';

export interface Of extends Order {
  readonly batchId: string;
  readonly key: ThreadKey | undefined;
  readonly isResolve: boolean;
}

/** The jobs of a batch that was just accepted, each counted in its thread; none of them is written yet. */
export function newJobs(store: Store, wanted: readonly NewJob[], of: Of): Job[] {
  return wanted.map((job, number) => newJob(store, job, of, { number, batchSize: wanted.length }));
}

function newJob(store: Store, job: NewJob, of: Of, { number, batchSize }: { number: number; batchSize: number }): Job {
  const lane = store.lanes.get(job.lane);
  const thread = of.key && store.threads.threadIn(of.key, lane);
  if (thread) thread.unfinished++;
  const dueAt = store.now() + delayOf(job.delayMs);
  return {
    id: of.seq + number,
    batch: of.seq,
    batchId: of.batchId,
    batchSize,
    lane,
    rank: ranks.indexOf(job.priority),
    at: of.at,
    thread: thread?.id ?? null,
    isResolve: thread && of.isResolve ? 1 : null,
    state: states.waiting,
    ready: null,
    line: null,
    dueAt,
    dueSince: thread ? dueAt : null,
    // JSON has no Infinity: it comes as null, and means that there is no limit.
    endsAt: expiryOf({ ttlMs: job.ttlMs ?? undefined, expiresAt: job.expiresAt ?? undefined }, dueAt) ?? null,
    attemptCount: 0,
    lost: 0,
    token: null,
    leasedAt: 0,
    leaseEndsAt: 0,
    endedAt: null,
    reason: null,
    attempts: null,
    progress: null,
    receipt: null,
  };
}
