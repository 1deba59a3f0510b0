import { isOlder, never, newest, type Order } from '../../memory/order.js';
import type { Job } from './job.js';
import type { Lane } from './lanes.js';

/** One key over all lanes. */
export interface ThreadKey {
  readonly id: number;
  readonly name: string;
  readonly threads: Map<Lane, Thread>;
  /** The newest resolve accepted. */
  resolve: Order;
  /** When it may be forgotten, from the end of its last unfinished job on. */
  keptUntil: number | null;
}

/**
 * What one key has going on one lane. One of its jobs runs at a time, from its first claim until it is done or dead
 * (`holder`); of those that wait in line one stands for all in the lane's waiting sets (`front`).
 */
export interface Thread {
  readonly id: number;
  readonly key: ThreadKey;
  readonly lane: Lane;
  holder: number | null;
  front: number | null;
  frontRank: number | null;
  /** The place of the front, where it is known to be the oldest of its line, and due: then nobody need look for another. */
  oldest: Order | null;
  /** How many wait in line, by rank. */
  readonly inLine: number[];
  /** Its jobs that wait, are leased, or are dead letters. */
  unfinished: number;
  /** The newest firing or acknowledge added here, the newest of them that was claimed, the newest delivered, the newest resolve delivered. */
  opening: Order;
  tried: Order;
  delivered: Order;
  resolved: Order;
  handle: string | null;
}

export function newKey(id: number, name: string): ThreadKey {
  return { id, name, threads: new Map(), resolve: never, keptUntil: null };
}

export function newThread(id: number, key: ThreadKey, lane: Lane): Thread {
  const marks = { opening: never, tried: never, delivered: never, resolved: never };
  const nobody = { holder: null, front: null, frontRank: null, oldest: null, inLine: [0, 0, 0, 0], unfinished: 0 };
  return { id, key, lane, ...nobody, ...marks, handle: null };
}

/** Its place is its batch's, by time and then by acceptance. */
export function orderOf({ at, batch }: Job): Order {
  return { at, seq: batch };
}

/** What came before this is stale. */
export function floorOf({ delivered, key }: Thread): Order {
  return newest(delivered, key.resolve);
}

export function isStale(job: Job, thread: Thread): boolean {
  return isOlder(orderOf(job), floorOf(thread));
}

/** A thread is open while its newest firing or acknowledge is newer than the newest resolve that was delivered. */
export function isOpen({ opening, resolved }: Thread): boolean {
  return isOlder(resolved, opening);
}

/** Why a job that waits, or is about to, goes nowhere. */
export function verdictOn(job: Job, thread: Thread | undefined): 'stale' | 'never_opened' | undefined {
  if (!thread) return undefined;
  if (isStale(job, thread)) return 'stale';
  const { opening, resolved, tried } = thread;
  const cameAndWent = isOpen(thread) && isOlder(opening, orderOf(job)) && !isOlder(resolved, tried);
  return job.isResolve && cameAndWent ? 'never_opened' : undefined;
}

export function isLineEmpty({ inLine }: Thread): boolean {
  return inLine.every(count => count === 0);
}

/** The highest rank that waits in line: it lends it to the one in front. */
export function lentRank({ inLine }: Thread): number {
  return inLine.findIndex(count => count > 0);
}

export function join(thread: Thread, job: Job): void {
  job.line = thread.id;
  thread.inLine[job.rank] = (thread.inLine[job.rank] ?? 0) + 1;
}

/** Out of its line, or no longer its holder. */
export function leave(thread: Thread, job: Job): void {
  if (thread.holder === job.id) thread.holder = null;
  if (thread.front === job.id) Object.assign(thread, { front: null, frontRank: null, oldest: null });
  if (job.line === null) return;
  job.line = null;
  thread.inLine[job.rank] = (thread.inLine[job.rank] ?? 0) - 1;
}
