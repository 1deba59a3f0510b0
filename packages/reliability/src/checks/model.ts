import type { AddResult, Batch, Job, JobState } from '../queue/batch.js';
import type { Claim, Counts, Ended, Settlement } from '../queue/queue.js';

/** A job as the model knows it. Nothing is ever forgotten, and every question is answered by looking at all of them. */
export interface ModelJob {
  readonly id: string;
  readonly batch: Batch<string>;
  readonly job: Job;
  readonly at: number;
  readonly seq: number;
  state: JobState;
  reason?: string | undefined;
  dueAt: number;
  endsAt: number;
  endedAt: number;
  attempts: number;
  lost: number;
  /** Claimed since it was added or revived: it holds its thread until it ends. */
  holds: boolean;
  tried: boolean;
  dropped: boolean;
  token?: string | undefined;
  leaseEndsAt: number;
}

const ranks = ['urgent', 'high', 'medium', 'low'];
const isOpening = ({ batch }: ModelJob) => batch.thread?.status !== 'resolved';
const rankOf = ({ job }: ModelJob) => ranks.indexOf(job.priority);
const isOlder = (a: Pick<ModelJob, 'at' | 'seq'>, b: Pick<ModelJob, 'at' | 'seq'>) =>
  a.at < b.at || (a.at === b.at && a.seq < b.seq);

/**
 * The rules of the queue as plainly as they can be written: slow, and without any of a driver's structures. Order between
 * threads, and that those that lost a lease go one at a time, are rules within a partition.
 */
export function model(now: () => number, partitionOf: (batch: Batch<string>) => number) {
  const jobs: ModelJob[] = [];
  const accepted = new Map<string, Batch<string>>();
  const resolves: { readonly key: string; readonly at: number; readonly seq: number }[] = [];
  const paused = new Set<string>();
  return { jobs, paused, add, end, claimable, isBefore, claim, settle, extend, revive, drop, counts, isLeftOpen };

  function inThread(job: ModelJob) {
    return job.batch.thread ? threadOf(job.batch.thread.key, job.job.lane) : [job];
  }
  function threadOf(key: string, lane: string) {
    return jobs.filter(({ batch, job }) => batch.thread?.key === key && job.lane === lane);
  }
  function isOpen(thread: readonly ModelJob[]) {
    const resolved = thread.filter(job => !isOpening(job) && job.state === 'done');
    return thread.some(job => isOpening(job) && resolved.every(other => isOlder(other, job)));
  }
  function isStale(job: ModelJob) {
    if (!job.batch.thread) return false;
    const newer = inThread(job).some(other => other.state === 'done' && isOlder(job, other));
    return newer || resolves.some(resolve => resolve.key === job.batch.thread?.key && isOlder(job, resolve));
  }
  function neverOpened(job: ModelJob) {
    const thread = inThread(job);
    const resolved = thread.filter(other => !isOpening(other) && other.state === 'done');
    const openings = thread.filter(other => isOpening(other) && resolved.every(end => isOlder(end, other)));
    return !isOpening(job) && openings.length > 0 && openings.every(other => isOlder(other, job) && !other.tried);
  }
  function suppress(job: ModelJob) {
    const reason = isStale(job) ? 'stale' : neverOpened(job) ? 'never_opened' : undefined;
    if (reason) Object.assign(job, { state: 'suppressed', reason });
    return reason;
  }

  function add(batch: Batch<string>): AddResult['stored'] {
    const known = accepted.get(batch.id);
    if (known) return known.fingerprint === batch.fingerprint ? 'known' : 'conflict';
    const order = { at: Math.min(batch.at, now()), seq: accepted.size };
    const { thread } = batch;
    const follow = (batch.follow ?? []).filter(({ lane }) => thread && isOpen(threadOf(thread.key, lane)));
    accepted.set(batch.id, batch);
    if (thread?.status === 'resolved') resolves.push({ key: thread.key, ...order });
    const lanes = new Map([...follow, ...batch.jobs].map(job => [job.lane, job]));
    for (const job of lanes.values()) start(fresh(batch, job, order));
    return 'new';
  }
  function fresh(batch: Batch<string>, job: Job, order: { at: number; seq: number }): ModelJob {
    const dueAt = now() + (job.delayMs ?? 0);
    const life = { dueAt, endsAt: dueAt + (job.ttlMs ?? Infinity), attempts: 0, lost: 0, holds: false, leaseEndsAt: 0 };
    return {
      id: `${batch.id}:${job.lane}`,
      batch,
      job,
      ...order,
      ...life,
      state: 'waiting',
      endedAt: 0,
      tried: false,
      dropped: false,
    };
  }
  function start(job: ModelJob) {
    jobs.push(job);
    if (!job.batch.thread || suppress(job) !== 'stale') return;
    // It may have come after its resolve, which then has nothing to say.
    const untouched = inThread(job).filter(other => other.state === 'waiting' && !other.holds);
    for (const other of untouched.filter(other => !isStale(other))) suppress(other);
  }

  /** What a claim ends before it takes anything. */
  function end(): Ended[] {
    for (const job of jobs.filter(job => job.state === 'leased' && job.leaseEndsAt <= now())) {
      Object.assign(job, { state: 'waiting', token: undefined, lost: job.lost + 1 });
    }
    const ended = jobs.filter(job => job.state === 'waiting').flatMap(endOf);
    return ended.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  function endOf(job: ModelJob): Ended[] {
    const { id } = job;
    const { lane } = job.job;
    if (job.lost < 3 && isStale(job)) {
      Object.assign(job, { state: 'suppressed', reason: 'stale' });
      return [{ id, lane, to: 'suppressed', reason: 'stale' }];
    }
    const reason = job.lost >= 3 ? 'poison' : job.endsAt <= now() ? 'expired' : undefined;
    if (!reason) return [];
    Object.assign(job, { state: 'dead', reason, endedAt: now() });
    return [{ id, lane, to: 'dead', reason }];
  }

  function claimable(lane: string): ModelJob[] {
    if (paused.has(lane)) return [];
    const here = jobs.filter(({ job }) => job.lane === lane);
    const suspects = here.filter(({ state, lost }) => state === 'leased' && lost > 0);
    const due = here.filter(({ state, dueAt }) => state === 'waiting' && dueAt <= now());
    return due.filter(job => isInTurn(job) && !(job.lost > 0 && suspects.some(other => isBeside(other, job))));
  }
  function isBeside(a: ModelJob, b: ModelJob) {
    return partitionOf(a.batch) === partitionOf(b.batch);
  }
  function isInTurn(job: ModelJob) {
    const thread = inThread(job).filter(({ state }) => state === 'waiting' || state === 'leased');
    const holder = thread.find(({ holds }) => holds);
    return holder ? holder === job : !thread.some(other => other.dueAt <= now() && isOlder(other, job));
  }
  /** Whether `a` must be taken before `b`. What waits behind `b` in its thread lends it its priority, and maybe its due time. */
  function isBefore(a: ModelJob, b: ModelJob) {
    if (!isBeside(a, b)) return false;
    const waiting = inThread(b).filter(({ state }) => state === 'waiting');
    const lent = Math.min(...waiting.map(rankOf));
    return rankOf(a) < lent || (rankOf(a) === lent && waiting.length === 1 && a.dueAt < b.dueAt);
  }
  function claim(job: ModelJob, { token }: Claim<string>, leaseMs: number) {
    const attempts = job.attempts + 1;
    Object.assign(job, { state: 'leased', token, attempts, leaseEndsAt: now() + leaseMs, holds: true, tried: true });
  }

  function find({ id, token }: Claim<string>) {
    return jobs.find(job => job.id === id && job.token === token);
  }
  function settle(settlement: Settlement<string>): boolean {
    const job = find(settlement.claim);
    if (job?.state !== 'leased') return job !== undefined;
    job.lost = 0;
    if (settlement.to === 'later') {
      const attempts = settlement.spent ? job.attempts : job.attempts - 1;
      Object.assign(job, { state: 'waiting', attempts, dueAt: now() + settlement.delayMs });
    } else {
      const reason = settlement.to === 'dead' ? settlement.reason : undefined;
      Object.assign(job, { state: settlement.to, endedAt: now(), reason });
    }
    return true;
  }
  function extend(claim: Claim<string>, leaseMs: number): boolean {
    const job = find(claim);
    if (job?.state !== 'leased') return false;
    job.leaseEndsAt = now() + leaseMs;
    return true;
  }

  function dead(lane: string) {
    return jobs.filter(({ job, state, dropped }) => job.lane === lane && state === 'dead' && !dropped);
  }
  function revive(lane: string): number {
    const afresh = { state: 'waiting', attempts: 0, lost: 0, holds: false, dueAt: now() } as const;
    const revived = dead(lane);
    // One by one, as their deaths came: each is judged by what the ones before it left.
    for (const job of revived) Object.assign(job, afresh, { endsAt: now() + (job.job.ttlMs ?? Infinity) });
    return revived.filter(job => suppress(job) === undefined).length;
  }
  function drop(lane: string): number {
    const dropped = dead(lane);
    for (const job of dropped) job.dropped = true;
    return dropped.length;
  }

  /** The newest trouble delivered on its lane, resolved since, and yet without a resolve that was delivered or died there. */
  function isLeftOpen(job: ModelJob) {
    const newer = inThread(job).filter(
      ({ state, ...other }) => (state === 'done' || state === 'dead') && isOlder(job, other),
    );
    const resolved = resolves.some(({ key, ...resolve }) => key === job.batch.thread?.key && isOlder(job, resolve));
    return job.state === 'done' && isOpening(job) && resolved && newer.length === 0;
  }

  function counts(lane: string): Pick<Counts, 'waiting' | 'retrying' | 'leased' | 'dead' | 'delivered' | 'suppressed'> {
    const count = (test: (job: ModelJob) => boolean) => jobs.filter(job => job.job.lane === lane && test(job)).length;
    return {
      waiting: count(({ state, attempts }) => state === 'waiting' && attempts === 0),
      retrying: count(({ state, attempts }) => state === 'waiting' && attempts > 0),
      leased: count(({ state }) => state === 'leased'),
      dead: count(({ state, dropped }) => state === 'dead' && !dropped),
      delivered: count(({ state }) => state === 'done'),
      suppressed: count(({ state }) => state === 'suppressed'),
    };
  }
}
export type Model = ReturnType<typeof model>;
