import type { Batch } from '../batch.js';
import type { Place } from '../place.js';
import type { DeadFilter } from '../queue.js';

// What goes between the caller's thread and the store's. Bodies, plans, handles and the like travel as the JSON that is
// stored: made once, where they come from, and read once, where they are used.

export type Spec = Pick<Batch<unknown>, 'at' | 'jobs' | 'thread' | 'follow'>;

export interface NewBatch {
  readonly id: string;
  readonly print: string;
  readonly at: number;
  readonly body: string;
  readonly plan: string;
  /** A `Spec`. */
  readonly spec: string;
}

/** What became of a batch. Who asked knows its id. */
export type Added =
  | { readonly stored: 'new' | 'known'; readonly lanes: readonly string[] }
  | { readonly stored: 'conflict' }
  | { readonly stored: 'refused'; readonly reason: 'full' | 'unavailable' };

export interface StoredClaim {
  readonly id: string;
  readonly token: string;
  readonly lane: string;
  readonly rank: number;
  readonly attempt: number;
  readonly at: number;
  readonly body: string;
  readonly progress: string | null;
  readonly handle: string | null;
  readonly endsAt: number | null;
}

export interface LeaseName {
  readonly id: string;
  readonly lane: string;
  readonly token: string;
}

export interface StoredSettlement extends LeaseName {
  readonly to: 'done' | 'later' | 'dead';
  readonly reason: string | null;
  readonly delayMs: number;
  readonly spent: boolean;
  readonly attempt: string | null;
  readonly receipt: string | null;
  readonly handle: string | null;
  readonly progress: string | null;
}

/** A job as it is stored; `dueAt` where it waits. */
export interface StoredJobText {
  readonly lane: string;
  readonly state: 'waiting' | 'leased' | 'done' | 'suppressed' | 'dead';
  readonly reason: string | null;
  readonly dueAt: number | null;
  readonly endedAt: number | null;
  readonly attempts: string | null;
  readonly attemptCount: number;
  readonly receipt: string | null;
}

export interface StoredBatchText {
  readonly id: string;
  readonly print: string;
  readonly body: string;
  readonly plan: string;
  readonly spec: string;
}

export interface StoredText {
  readonly batch: StoredBatchText;
  readonly acceptedAt: number;
  readonly jobs: readonly StoredJobText[];
}

export interface DeadText extends StoredJobText {
  readonly batch: StoredBatchText;
}

/** Dead letters beyond `from`. */
export interface DeadSlice extends DeadFilter {
  readonly from?: Place;
  readonly limit: number;
}

export interface TextPage<I> {
  readonly items: readonly I[];
  /** Where the next page begins. */
  readonly next?: Place;
}

/** What was asked in one turn of the caller's event loop. */
export interface Question {
  /** The caller's time: the store has no clock of its own. */
  readonly now: number;
  readonly calls: readonly Call[];
}

export interface Call {
  readonly number: number;
  readonly verb: string;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly number: number;
  readonly value?: unknown;
  /** Why it was not done. */
  readonly error?: string;
}

/** To all questions that shared a commit, once it is on the disk. */
export interface Reply {
  readonly answers: readonly Answer[];
  /** Lanes for which claiming may pay again. */
  readonly woken: readonly string[];
  /** How many jobs wait or are leased. */
  readonly held: number;
}

export type Message = Question | 'close';

export type Notice =
  | { readonly kind: 'opened'; readonly latest: number }
  | ({ readonly kind: 'reply' } & Reply)
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };
