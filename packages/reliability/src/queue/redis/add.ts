import type { AddResult, Batch, Job } from '../batch.js';
import { ranks } from '../memory/item.js';
import { delayOf } from '../memory/times.js';
import type { Queue } from '../queue.js';
import { isStoreUnavailable } from '../unavailable.js';
import { decodeName, encodeName } from './names.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Argument, Store } from './store.js';

// What a caller is asked to wait where the queue is full: long enough for some to be delivered.
const fullRetryAfterMs = 1_000;
const closedRetryAfterMs = 1_000;
// So that no script holds up everybody else: jobs, and what of text counts as one.
const mostJobs = 200;
const textOfOneJob = 8_192;

/** Adds batches in slices, one after the other: what follows a batch may depend on it. */
export function adding<T>(store: Store): Queue<T>['add'] {
  return async batches => {
    if (store.closed.aborted) return batches.map(({ id }) => unavailable(id, closedRetryAfterMs));
    const answers: AddResult[] = [];
    const packed = batches.map(batch => ({ id: batch.id, args: argsOf(batch), weight: weightOf(batch) }));
    for (const slice of slicesOf(packed, mostJobs, ({ args, weight }) => weight + textWeight(args))) {
      answers.push(...(await addSlice(slice)));
    }
    return answers;
  };

  async function addSlice(slice: readonly { readonly id: string; readonly args: readonly Argument[] }[]) {
    try {
      const args = [store.limits.maxSize, ...store.limits.kept, ...slice.flatMap(({ args }) => args)];
      const lines = String(await store.write(scripts.add, args)).split('\n');
      return slice.map(({ id }, place) => toResult(id, lines[place] ?? ''));
    } catch (thrown) {
      if (!isStoreUnavailable(thrown)) throw thrown;
      const { retryAfterMs } = thrown;
      return slice.map(({ id }) => unavailable(id, retryAfterMs));
    }
  }
}

function unavailable(id: string, retryAfterMs: number): AddResult {
  return { id, stored: 'refused', reason: 'unavailable', retryAfterMs };
}

function weightOf<T>({ jobs, follow = [] }: Batch<T>): number {
  return 1 + jobs.length + follow.length;
}

function textWeight(args: readonly Argument[]): number {
  return String(args.at(-1)).length / textOfOneJob;
}

/** As add.lua takes it. */
function argsOf<T>({ id, fingerprint, body, ...rest }: Batch<T>): readonly Argument[] {
  const { at, thread, follow = [] } = rest;
  const jobs = firstOfLane(rest.jobs);
  const followers = firstOfLane([...jobs, ...follow]).slice(jobs.length);
  return [
    encodeName(id),
    encodeName(fingerprint),
    // A time that is none counts as one that is still ahead.
    Number.isFinite(at) ? at : Number.MAX_SAFE_INTEGER,
    ...(thread ? [thread.status.charAt(0), encodeName(thread.key)] : ['', '']),
    jobs.map(lineOf).join(''),
    followers.map(lineOf).join(''),
    `${JSON.stringify(body === undefined ? null : body)}\n${JSON.stringify(rest)}`,
  ];
}

/** One job a lane: the first that names it. */
function firstOfLane(jobs: readonly Job[]): readonly Job[] {
  const lanes = new Set<string>();
  return jobs.filter(({ lane }) => !lanes.has(lane) && lanes.add(lane));
}

function lineOf({ lane, priority, delayMs, ttlMs, expiresAt }: Job): string {
  const delay = Math.ceil(delayOf(delayMs));
  return `${encodeName(lane)}\t${ranks.indexOf(priority)}\t${delay}\t${timeText(ttlMs)}\t${timeText(expiresAt)}\n`;
}

function timeText(ms: number | undefined): string {
  return ms !== undefined && Number.isFinite(ms) ? String(Math.max(0, Math.ceil(ms))) : '';
}

function toResult(id: string, line: string): AddResult {
  const [word, ...lanes] = line.split('\t');
  if (word === 'conflict') return { id, stored: word };
  if (word === 'full') return { id, stored: 'refused', reason: 'full', retryAfterMs: fullRetryAfterMs };
  const jobs = lanes.map(decodeName).map(lane => ({ id: `${id}:${lane}`, lane }));
  return { id, stored: word === 'new' ? 'new' : 'known', jobs };
}
