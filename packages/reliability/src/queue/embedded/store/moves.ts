import { newest } from '../../memory/order.js';
import { present, takePlace } from './front.js';
import { suspected, waitingKind, type Job } from './job.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { isStale, join, leave, orderOf, type ThreadKey } from './thread.js';
import { keptUntil } from './threads.js';

// How a job goes from state to state, as memory/moves.ts has it. Every count is kept here and in dead.ts. A job is written
// before its thread looks for the one in front, because it looks in the file.

/** Into the waiting sets, from wherever it was; `write` is its first or a later one. */
export function enter(store: Store, job: Job, write: (job: Job) => void = store.jobs.save): void {
  const thread = store.threads.of(job);
  job.lane.tally[waitingKind(job)]++;
  store.lanes.changed(job.lane);
  store.woken.add(job.lane.name);
  job.state = thread && isStale(job, thread) ? states.stale : states.waiting;
  job.ready = null;
  if (thread && job.state === states.stale) leave(thread, job);
  else if (job.lost > 0) job.ready = suspected + job.rank;
  else if (!thread || thread.holder === job.id) job.ready = job.rank;
  else {
    join(thread, job);
    return takePlace(store, thread, job, write);
  }
  write(job);
  if (thread) present(store, thread);
}

export function lease(store: Store, job: Job, leaseMs: number): void {
  const thread = store.threads.of(job);
  depart(store, job);
  const leasedAt = store.now();
  const leaseEndsAt = leasedAt + leaseMs;
  Object.assign(job, { state: states.leased, token: store.nextToken(), leasedAt, leaseEndsAt });
  job.attemptCount++;
  store.leases.add(job);
  store.jobs.saveLease(job);
  if (!thread) return;
  thread.holder = job.id;
  if (!job.isResolve) thread.tried = newest(thread.tried, orderOf(job));
  present(store, thread);
}

/** Out of all that waits; where the job goes then is the caller's next step. */
export function depart(store: Store, job: Job): void {
  const thread = store.threads.of(job);
  job.lane.tally[waitingKind(job)]--;
  store.lanes.changed(job.lane);
  job.ready = null;
  if (thread) leave(thread, job);
}

const tallyOf = { 3: 'delivered', 4: 'suppressed', 5: 'failed' } as const;

/** To its end; a dead letter is kept, and with it its batch and thread. */
export function end(
  store: Store,
  job: Job,
  state: keyof typeof tallyOf,
  reason: string | null = null,
  write: (job: Job) => void = store.jobs.saveEnd,
): void {
  const { lane } = job;
  const thread = store.threads.of(job);
  const now = store.now();
  lane.tally[tallyOf[state]]++;
  if (state === states.done) lane.tally.lastDeliveredAt = now;
  if (state === states.dead) Object.assign(lane.tally, { dead: lane.tally.dead + 1, lastFailedAt: now });
  store.lanes.changed(lane);
  store.woken.add(lane.name);
  Object.assign(job, { state, reason, endedAt: now, ready: null });
  if (thread) leave(thread, job);
  write(job);
  if (thread) present(store, thread);
  if (state !== states.dead) close(store, job);
}

/** Nothing will come of this job any more. */
export function close(store: Store, job: Job): void {
  if (job.batchSize === 1 || !hasUnfinished(store, job)) store.finished.add(job.batch, store.now());
  const thread = store.threads.of(job);
  if (!thread) return;
  thread.unfinished--;
  store.threads.changed(thread);
  restIfDone(store, thread.key);
}

/** A key is kept for a time from the end of its last unfinished job on. */
export function restIfDone(store: Store, key: ThreadKey): void {
  for (const { unfinished } of key.threads.values()) if (unfinished > 0) return;
  key.keptUntil = keptUntil(key, store.now());
  store.threads.changed(key);
}

const anyUnfinished = 'SELECT 1 FROM job WHERE id >= ? AND id < ? AND state IN (0, 1, 2, 5) LIMIT 1';

function hasUnfinished({ sql }: Store, { batch, batchSize }: Job): boolean {
  return sql(anyUnfinished).get(batch, batch + batchSize) !== undefined;
}
