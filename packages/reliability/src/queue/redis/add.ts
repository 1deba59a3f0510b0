import type { AddResult, Batch, Job } from '../batch.js';
import { refuseUnless } from '../../refuse.js';
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

interface Packed {
  readonly id: string;
  readonly args: readonly Argument[];
  readonly weight: number;
}

/** Adds batches in slices, one after the other: what follows a batch may depend on it. */
export function adding<T>(store: Store): Queue<T>['add'] {
  return async batches => {
    if (store.closed.aborted) return batches.map(({ id }) => unavailable(id, closedRetryAfterMs));
    const packed = batches.map(pack);
    const answers: AddResult[] = [];
    try {
      for (const slice of slicesOf(packed, mostJobs, ({ weight }) => weight)) answers.push(...(await addSlice(slice)));
      return answers;
    } catch (thrown) {
      // Nothing after it is stored either.
      if (!isStoreUnavailable(thrown)) throw thrown;
      const left = packed.slice(answers.length);
      return [...answers, ...left.map(({ id }) => unavailable(id, thrown.retryAfterMs))];
    }
  };

  async function addSlice(slice: readonly Packed[]) {
    const args = [store.limits.maxSize, ...store.limits.kept, ...slice.flatMap(({ args }) => args)];
    const lines = String(await store.write(scripts.add, args)).split('\n');
    return slice.map(({ id }, place) => toResult(id, String(lines[place])));
  }
}

function unavailable(id: string, retryAfterMs: number): AddResult {
  return { id, stored: 'refused', reason: 'unavailable', retryAfterMs };
}

/** As add.lua takes it; how much of a slice it is. */
function pack<T>({ id, fingerprint, body, ...rest }: Batch<T>): Packed {
  const { at, thread, follow = [] } = rest;
  const jobs = firstOfLane(rest.jobs);
  const followers = firstOfLane([...jobs, ...follow]).slice(jobs.length);
  const text = `${JSON.stringify(body === undefined ? null : body)}\n${JSON.stringify(rest)}`;
  const args = [
    encodeName(id),
    encodeName(fingerprint),
    // A time that is none counts as one that is still ahead.
    Number.isFinite(at) ? at : Number.MAX_SAFE_INTEGER,
    ...(thread ? [thread.status.charAt(0), encodeName(thread.key)] : ['', '']),
    jobs.map(lineOf).join(''),
    followers.map(lineOf).join(''),
    text,
  ];
  return { id, args, weight: 1 + jobs.length + followers.length + text.length / textOfOneJob };
}

/** One job a lane: the first that names it. */
function firstOfLane(jobs: readonly Job[]): readonly Job[] {
  const lanes = new Set<string>();
  return jobs.filter(({ lane }) => !lanes.has(lane) && lanes.add(lane));
}

function lineOf({ lane, priority, delayMs, ttlMs, expiresAt }: Job): string {
  const delay = Math.ceil(delayOf(delayMs));
  const rank = ranks.indexOf(priority);
  refuseUnless(rank >= 0, 'add', 'priority', priority, 'low, medium, high or urgent');
  return `${encodeName(lane)}\t${rank}\t${delay}\t${timeText(ttlMs)}\t${timeText(expiresAt)}\n`;
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
