import type { Job as NewJob } from '../../batch.js';
import { expiryOf } from '../../memory/times.js';
import type { DeadSlice, Spec } from '../protocol.js';
import { deathOf, findDead } from './find-dead.js';
import type { Job } from './job.js';
import { close, end, enter } from './moves.js';
import { states } from './schema.js';
import type { Store } from './store.js';
import { verdictOn } from './thread.js';
import type { Verbs } from './verbs.js';

/** What will not be tried again by itself: revived and dropped, a slice a call, the oldest death first. */
export function deadLetters(store: Store): Pick<Verbs, 'revive' | 'drop'> {
  return {
    revive: (slice, paceMs) => withEach(store, slice, job => reviveOne(store, job, paceMs)),
    drop: slice => withEach(store, slice, job => dropOne(store, job)),
  };
}

function withEach(store: Store, slice: DeadSlice, act: (job: Job) => boolean): ReturnType<Verbs['drop']> {
  const until = slice.until ?? store.now() + 1;
  const taken = findDead(store, { ...slice, until }, 'oldest');
  const last = taken.at(-1);
  const next = last && deathOf(last);
  const count = taken.filter(job => {
    job.lane.tally.dead--;
    store.lanes.changed(job.lane);
    return act(job);
  }).length;
  return { count, until, ...(next && taken.length === slice.limit && { next }) };
}

function dropOne(store: Store, job: Job): boolean {
  job.state = states.dropped;
  store.jobs.save(job);
  close(store, job);
  return true;
}

function reviveOne(store: Store, job: Job, paceMs: number): boolean {
  Object.assign(job, { reason: null, endedAt: null, attemptCount: 0, lost: 0 });
  const verdict = verdictOn(job, store.threads.of(job));
  if (verdict) end(store, job, states.suppressed, verdict);
  else enter(store, Object.assign(job, placeInLine(store, job, paceMs)));
  return verdict === undefined;
}

function placeInLine(store: Store, job: Job, paceMs: number): Pick<Job, 'dueAt' | 'dueSince' | 'endsAt'> {
  const { lane } = job;
  const dueAt = paceMs === 0 ? store.now() : Math.max(store.now(), lane.revivedUntil);
  lane.revivedUntil = dueAt + paceMs;
  const { ttlMs, expiresAt } = limitsOf(store, job);
  // Whoever revives what had expired wants it tried: only an age limit that is still ahead holds.
  const ahead = expiresAt !== undefined && expiresAt > dueAt ? expiresAt : undefined;
  return { dueAt, dueSince: dueAt, endsAt: expiryOf({ ttlMs, expiresAt: ahead }, dueAt) ?? null };
}

function limitsOf(store: Store, { batch, lane }: Job): Pick<NewJob, 'ttlMs' | 'expiresAt'> {
  const row = store.sql('SELECT spec FROM batch WHERE seq = ?').get(batch) as { readonly spec: string };
  const { jobs, follow = [] } = JSON.parse(row.spec) as Spec;
  const job = [...jobs, ...follow].find(one => one.lane === lane.name);
  return { ttlMs: job?.ttlMs ?? undefined, expiresAt: job?.expiresAt ?? undefined };
}
