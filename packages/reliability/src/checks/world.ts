import type { Batch, Job, Status } from '../queue/batch.js';
import type { Claim, Ended, Queue, QueueOptions } from '../queue/queue.js';

/** Time that stands still until a check lets it pass. */
export interface StillClock {
  now(): number;
  advance(ms: number): void;
}

/** What a check works with: a queue, its clock, and short words for what is done to it. */
export interface World {
  readonly clock: StillClock;
  readonly queue: Queue<string>;
  readonly leaseMs: number;
  /** All that claims told as ended, in order. */
  readonly ended: Ended[];
  claim(lane?: string, limit?: number): Promise<readonly Claim<string>[]>;
  /** The batches of what can be claimed, in order. */
  claimed(lane?: string, limit?: number): Promise<readonly string[]>;
  /** The only one that can be claimed. */
  claimOne(lane?: string): Promise<Claim<string>>;
  done(...claims: readonly Claim<string>[]): Promise<(boolean | undefined)[]>;
  later(claim: Claim<string>, more?: { delayMs?: number; spent?: boolean }): Promise<boolean>;
  die(claim: Claim<string>, reason?: string): Promise<boolean>;
  /** Writes in every part of the store: in such writes it lets go of what is over. */
  touch(): Promise<void>;
  /** `waiting`, `done`, `suppressed stale`, …: of the batch's first job. */
  state(id: string): Promise<string>;
}

export type Open = (options: QueueOptions) => Promise<Queue<string>>;
export interface Check {
  readonly name: string;
  readonly options: QueueOptions;
  readonly run: (world: World) => Promise<void>;
}

/** The checks of one topic, each named as the behaviour it checks. */
export function checks(
  topic: string,
  runs: Readonly<Record<string, Check['run']>>,
  options: QueueOptions = {},
): readonly Check[] {
  return Object.entries(runs).map(([name, run]) => ({ name: `${topic}: ${name}`, options, run }));
}

export interface BatchOptions extends Partial<Omit<Job, 'lane'>> {
  readonly lanes?: readonly string[];
  readonly key?: string;
  readonly status?: Status;
  readonly at?: number;
  readonly follow?: readonly string[];
  readonly fingerprint?: string;
}

/** A batch for lane `a`, of priority `medium` and without a thread where nothing else is said. */
export function batch(id: string, options: BatchOptions = {}): Batch<string> {
  const { lanes = ['a'], key, status = 'firing', at = 0, follow, fingerprint = `print of ${id}`, ...job } = options;
  const toJob = (lane: string): Job => ({ lane, priority: 'medium', ...job });
  return {
    id,
    fingerprint,
    at,
    body: `body of ${id}`,
    plan: { rules: [] },
    jobs: lanes.map(toJob),
    ...(key !== undefined && { thread: { key, status } }),
    ...(follow && { follow: follow.map(toJob) }),
  };
}

/** `count` batches `<prefix>0`, `<prefix>1`, … */
export function batches(count: number, prefix: string, options?: BatchOptions): Batch<string>[] {
  return Array.from({ length: count }, (_, number) => batch(`${prefix}${number}`, options));
}

export function stillClock(): StillClock {
  let now = Date.UTC(2030, 0, 1);
  return { now: () => now, advance: ms => void (now += ms) };
}

const leaseMs = 30_000;

export function world(queue: Queue<string>, clock: StillClock): World {
  const ended: Ended[] = [];
  return { clock, queue, leaseMs, ended, claim, claimed, claimOne, done, later, die, touch, state };

  async function claim(lane = 'a', limit = 100) {
    const answer = await queue.claim([{ lane, limit }], { leaseMs });
    ended.push(...answer.ended);
    return answer.claims;
  }
  async function claimed(lane?: string, limit?: number) {
    return (await claim(lane, limit)).map(batchOf);
  }
  async function claimOne(lane?: string) {
    const [only, second] = await claim(lane);
    if (!only || second) throw new Error(`One claim was expected, ${only ? 'more were' : 'none was'} there.`);
    return only;
  }
  function done(...claims: readonly Claim<string>[]) {
    return queue.settle(claims.map(claim => ({ claim, to: 'done' })));
  }
  async function later(claim: Claim<string>, { delayMs = 0, spent = true } = {}) {
    return (await queue.settle([{ claim, to: 'later', delayMs, spent, reason: 'network' }]))[0] === true;
  }
  async function die(claim: Claim<string>, reason = 'invalid_request') {
    return (await queue.settle([{ claim, to: 'dead', reason }]))[0] === true;
  }
  async function touch() {
    await queue.add(batches(20, `touch at ${clock.now()} `, { lanes: ['touched'] }));
  }
  async function state(id: string) {
    const job = (await queue.get(id))?.jobs[0];
    const reason = job?.state === 'suppressed' || job?.state === 'dead' ? job.reason : undefined;
    return [job?.state, reason].filter(Boolean).join(' ');
  }
}

function batchOf({ id, lane }: Pick<Claim<string>, 'id' | 'lane'>): string {
  return id.slice(0, -lane.length - 1);
}
