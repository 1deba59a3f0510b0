import type { Job as NewJob } from '../../batch.js';
import { newest } from '../../memory/order.js';
import type { Added, NewBatch, Spec } from '../protocol.js';
import { spoilBelowFloor } from './front.js';
import type { Job } from './job.js';
import { answerKnown } from './known.js';
import { depart, end, enter, restIfDone } from './moves.js';
import { newJobs } from './new-jobs.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { isOpen, orderOf, verdictOn, type Thread, type ThreadKey } from './thread.js';

/** Adds batches one after the other: each whole or not at all. */
export function adding(store: Store, hasRoom: () => boolean): (batches: readonly NewBatch[]) => Added[] {
  return batches => batches.map(batch => add(store, batch, hasRoom));
}

function add(store: Store, batch: NewBatch, hasRoom: () => boolean): Added {
  const known = answerKnown(store, batch);
  if (known) return known;
  const spec = JSON.parse(batch.spec) as Spec;
  const key = spec.thread && store.threads.find(spec.thread.key);
  const wanted = jobsFor(spec, key);
  if (store.size() + wanted.length > store.limits.maxSize) return { stored: 'refused', reason: 'full' };
  if (!hasRoom()) return { stored: 'refused', reason: 'unavailable' };
  const jobs = admit(store, batch, spec, wanted);
  return { stored: 'new', lanes: jobs.map(({ lane }) => lane.name) };
}

/** One job a lane: the batch's own, and those that follow because the thread is open there. */
function jobsFor({ jobs, follow = [] }: Spec, key: ThreadKey | undefined): readonly NewJob[] {
  if (jobs.length < 2 && follow.length === 0) return jobs;
  const open = new Set([...(key?.threads.values() ?? [])].filter(isOpen).map(({ lane }) => lane.name));
  const byLane = new Map<string, NewJob>();
  for (const job of [...jobs, ...follow.filter(({ lane }) => open.has(lane))]) {
    if (!byLane.has(job.lane)) byLane.set(job.lane, job);
  }
  return [...byLane.values()];
}

const insertBatch = 'INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?)';

function admit(store: Store, batch: NewBatch, spec: Spec, wanted: readonly NewJob[]): readonly Job[] {
  const { meta, sql } = store;
  const acceptedAt = store.now();
  const seq = meta.seq + 1;
  meta.seq += Math.max(1, wanted.length);
  store.ids.add(batch.id, seq);
  sql(insertBatch).run(seq, batch.id, batch.print, acceptedAt, wanted.length, batch.body, batch.plan, batch.spec);
  const key = spec.thread && store.threads.get(spec.thread.key);
  const isResolve = spec.thread?.status === 'resolved';
  const order = { at: batch.at <= acceptedAt ? batch.at : acceptedAt, seq };
  if (key && isResolve) key.resolve = newest(key.resolve, order);
  const jobs = newJobs(store, wanted, { ...order, batchId: batch.id, key, isResolve });
  for (const job of jobs) start(store, job);
  if (key) catchUp(store, key, isResolve);
  if (jobs.length === 0) store.finished.add(seq, acceptedAt);
  return jobs;
}

function start(store: Store, job: Job) {
  const { insert } = store.jobs;
  const thread = store.threads.of(job);
  if (thread && !job.isResolve) thread.opening = newest(thread.opening, orderOf(job));
  const verdict = verdictOn(job, thread);
  if (!verdict) return enter(store, job, insert);
  end(store, job, states.suppressed, verdict, insert);
  if (thread && verdict === 'stale') silence(store, thread);
}

/** A firing that came after its resolve may leave that resolve without anything to say. */
function silence(store: Store, thread: Thread) {
  const resolves = store.jobs.find('WHERE j.line = ? AND j.isResolve ORDER BY j.at, j.id', thread.id);
  for (const job of resolves.filter(job => verdictOn(job, thread) === 'never_opened')) {
    depart(store, job);
    end(store, job, states.suppressed, 'never_opened');
  }
}

/** A resolve ends what is older on every lane of its key. */
function catchUp(store: Store, key: ThreadKey, isResolve: boolean) {
  store.threads.changed(key);
  if (isResolve) for (const thread of key.threads.values()) spoilBelowFloor(store, thread);
  restIfDone(store, key);
}
