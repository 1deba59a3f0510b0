import type { Gate, Rate } from '../gates/gate.js';
import type { Clock } from '../clock.js';
import type { Json } from '../json.js';
import type { Records } from './records.js';
import type { AddResult, Attempt, Batch, Priority, Stored, StoredJob } from './batch.js';

/** A leased job. A settlement whose token is no longer the job's changes nothing; the same settlement again answers true. */
export interface Claim<T> {
  readonly id: string;
  readonly token: string;
  readonly lane: string;
  readonly priority: Priority;
  /** From 1. A lost lease counts, what was given back unspent does not. */
  readonly attempt: number;
  readonly at: number;
  readonly body: T;
  readonly progress?: Json | undefined;
  readonly handle?: Json | undefined;
  /** When it will expire, in ms. */
  readonly endsAt?: number | undefined;
}

/** What the store ended by itself while claiming, at most 200 a call and of any lane, paused and removed ones included. */
export interface Ended {
  readonly id: string;
  readonly lane: string;
  readonly to: 'suppressed' | 'dead';
  readonly reason: 'stale' | 'never_opened' | 'expired' | 'poison';
}

/** How a claim ends. `later` with `spent: false` is a try that does not count. A handle is kept for the thread, progress for the job. */
export type Settlement<T> = {
  readonly claim: Claim<T>;
  readonly attempt?: Attempt;
  readonly receipt?: unknown;
  readonly handle?: Json;
  readonly progress?: Json;
} & (
  | { readonly to: 'done' }
  | { readonly to: 'later'; readonly delayMs: number; readonly reason: string; readonly spent: boolean }
  | { readonly to: 'dead'; readonly reason: string }
);

/** May be short. `cursor`: the last item's time and id, absent at the end. */
export interface Page<I> {
  readonly items: readonly I[];
  readonly cursor?: string;
}

/** `since` and `until`: died at or after, and before. A repeat with the same `until` finds what is left. */
export interface DeadFilter {
  readonly ids?: readonly string[];
  readonly lane?: string;
  readonly reason?: string;
  readonly since?: number;
  readonly until?: number;
}
export type DeadLetter<T> = StoredJob & { readonly batch: Batch<T> };

export interface Pause {
  readonly reason: string;
  readonly by: string;
  readonly until?: number;
}

/** Of one lane. Counted in the writes that change them: true over restarts and instances. */
export interface Counts {
  /** Not tried yet, due or not. */
  readonly waiting: number;
  /** Waiting after an attempt. */
  readonly retrying: number;
  readonly leased: number;
  readonly dead: number;
  /** How long the oldest that waits has been due, 0 where none is. */
  readonly oldestAgeMs: number;
  readonly oldestLeaseAgeMs: number;
  /** These three only grow. */
  readonly delivered: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly lastDeliveredAt?: number;
  readonly lastFailedAt?: number;
  readonly paused?: Pause & { readonly since: number };
}

/**
 * Drawn from what a worker needs. All drivers pass the checks of `@helix/reliability/checks`. Where the store is away or
 * full of other things, `add` answers `refused`, `unavailable`, and every other verb rejects with a `storeUnavailable`.
 */
export interface Queue<T> extends AsyncDisposable {
  /**
   * Resolves once the store is open and recovered; the other verbs wait for that by themselves. Rejects where it never
   * will be, with the sentence that says what to do; a store that is only away is waited for.
   */
  ready(): Promise<void>;
  /**
   * Each batch all or nothing; the same id is one; full: refused before any write. What is answered `unavailable` may
   * have been stored all the same: the same id again tells, and is never two.
   */
  add(batches: readonly Batch<T>[]): Promise<AddResult[]>;
  /** Never waits. By priority, then due time, then acceptance; within a thread the oldest that is due goes first. */
  claim(
    wants: readonly { readonly lane: string; readonly limit: number }[],
    options: { leaseMs: number },
  ): Promise<{ readonly claims: readonly Claim<T>[]; readonly ended: readonly Ended[] }>;
  /** A hint that claiming may pay. Called holding no grant; a lost hint costs at most `waitMs`. */
  wait(lanes: readonly string[], options: { waitMs: number; signal: AbortSignal }): Promise<void>;
  /** `undefined`: not known, because the partition that has it is away. */
  extend(claims: readonly Claim<T>[], leaseMs: number): Promise<(boolean | undefined)[]>;
  /** `undefined`: as with `extend`; it is to be told again. */
  settle(settlements: readonly Settlement<T>[]): Promise<(boolean | undefined)[]>;
  get(id: string): Promise<Stored<T> | undefined>;
  /** Newest accepted first. Other filters are the caller's, page by page. */
  list(query: { readonly since?: number; readonly cursor?: string; readonly limit: number }): Promise<Page<Stored<T>>>;
  /** Last died first. */
  dead(query: DeadFilter & { readonly cursor?: string; readonly limit: number }): Promise<Page<DeadLetter<T>>>;
  /**
   * Afresh in age and count, progress and attempts kept; answers how many wait again. The pace is the lane's, so that a
   * repeat goes on where the last one stopped.
   */
  revive(filter: DeadFilter, options?: { readonly perSecond?: number }): Promise<number>;
  drop(filter: DeadFilter): Promise<number>;
  counts(): Promise<Readonly<Record<string, Counts>>>;
  /** People pause lanes; breakers open by themselves. */
  pause(lane: string, why: Pause): Promise<void>;
  /** Also resets the lane's breaker. */
  resume(lane: string): Promise<void>;
  limiter(rate: Rate): Gate;
  readonly records: Records;
  /** Afterwards `add` answers `refused`, `unavailable`, a claim gives nothing, and a wait ends. */
  close(): Promise<void>;
}

/** Dead letters stay until they are revived or dropped, and their batches with them. */
export interface QueueOptions {
  /** How many may wait or be leased at once (100,000); more is refused as `full`. What is revived or retried always has room. */
  readonly maxSize?: number | undefined;
  /** How long (24 h) and how many (100,000) finished batches stay findable. Their ids are known for 24 h in any case. */
  readonly retention?:
    { readonly finishedMs?: number | undefined; readonly maxFinished?: number | undefined } | undefined;
  readonly clock?: Clock | undefined;
}
