import type { StoredClaim } from '../protocol.js';
import { endDue } from './ending.js';
import { nextInLine } from './front.js';
import { jobIdOf, selectWaiting, suspected, toJob, type Job, type JobRow } from './job.js';
import { pauseOf, type Lane } from './lanes.js';
import { lease } from './moves.js';
import type { Store } from './store.js';
import type { Verbs } from './verbs.js';

interface Claimed {
  readonly job: Job;
  readonly body: string;
}
type ClaimedRow = JobRow & { readonly body: string };

const readyByDueTime = `${selectWaiting} WHERE j.lane = ? AND j.ready = ? AND j.dueAt <= ? ORDER BY j.dueAt, j.id LIMIT ?`;
const firstSuspect = `${selectWaiting} WHERE j.lane = ? AND j.ready >= ${suspected} ORDER BY j.ready, j.dueAt, j.id LIMIT 1`;

/** Ends what is due to end, then leases what the wanted lanes have due. */
export function claiming(store: Store): Verbs['claim'] {
  return (wants, leaseMs) => {
    const ended = endDue(store);
    return { claims: wants.flatMap(({ lane, limit }) => claim(store, lane, limit, leaseMs)), ended };
  };
}

function claim(store: Store, name: string, limit: number, leaseMs: number): StoredClaim[] {
  const lane = store.lanes.find(name);
  if (!lane || limit < 1 || pauseOf(lane, store.now())) return [];
  return due(store, lane, limit).map(front => {
    const { job, body } = inTurn(store, front);
    lease(store, job, leaseMs);
    return toClaim(job, body, store.threads.of(job)?.handle ?? null);
  });
}

/** By priority, then due time, then acceptance. None of them changes what else may be claimed in this call, but a suspect: so there is one. */
function due(store: Store, lane: Lane, limit: number): Claimed[] {
  const found: Claimed[] = [];
  for (let rank = 0; rank < suspected && found.length < limit; rank = rank === 3 ? suspected : rank + 1) {
    const rows = store.sql(readyByDueTime).all(lane.id, rank, store.now(), limit - found.length) as ClaimedRow[];
    for (const row of rows) found.push(toClaimed(store, row));
  }
  const suspect = lane.suspect ? undefined : store.sql(firstSuspect).get(lane.id);
  return suspect ? withSuspect(found, toClaimed(store, suspect as ClaimedRow)).slice(0, limit) : found;
}

function withSuspect(found: readonly Claimed[], suspect: Claimed): readonly Claimed[] {
  const place = found.findIndex(({ job }) => isBefore(suspect.job, job));
  return place < 0 ? [...found, suspect] : found.toSpliced(place, 0, suspect);
}

/** What is in front of a thread is claimed at the rank that its line lent it. */
function isBefore(suspect: Job, { ready, dueAt, id }: Job): boolean {
  if (suspect.rank !== ready) return suspect.rank < (ready ?? 0);
  return suspect.dueAt < dueAt || (suspect.dueAt === dueAt && suspect.id < id);
}

/** A thread's front stands for all of its line: what goes is the oldest that is due by now. */
function inTurn(store: Store, front: Claimed): Claimed {
  const thread = store.threads.of(front.job);
  if (thread?.front !== front.job.id || thread.oldest) return front;
  const oldest = nextInLine(store, thread);
  if (!oldest || oldest.id === front.job.id) return front;
  return toClaimed(store, store.sql(`${selectWaiting} WHERE j.id = ?`).get(oldest.id) as ClaimedRow);
}

function toClaimed({ lanes }: Store, row: ClaimedRow): Claimed {
  return { job: toJob(row, lanes), body: row.body };
}

function toClaim(job: Job, body: string, handle: string | null): StoredClaim {
  const { lane, rank, token, attemptCount, at, progress, endsAt } = job;
  const told = { lane: lane.name, rank, attempt: attemptCount, at, body, progress, handle, endsAt };
  return { id: jobIdOf(job), token: String(token), ...told };
}
