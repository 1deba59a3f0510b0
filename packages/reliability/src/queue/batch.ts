import type { Json } from '../json.js';

/** What is stored and claimed: a batch, its jobs, and what became of them. */
export type Priority = 'low' | 'medium' | 'high' | 'urgent';
export type Status = 'firing' | 'acknowledged' | 'resolved';

/** One delivery to be. It expires at the earlier of `ttlMs` after it first was due and `expiresAt`. */
export interface Job {
  readonly lane: string;
  readonly priority: Priority;
  readonly delayMs?: number | undefined;
  readonly ttlMs?: number | undefined;
  readonly expiresAt?: number | undefined;
}

/** Stored whole or not at all. Without jobs it is stored too. A job's id is `<batch id>:<lane>`. */
export interface Batch<T> {
  readonly id: string;
  /** The same id with another fingerprint is a conflict. */
  readonly fingerprint: string;
  /** In ms; the store takes at most its own time of acceptance. */
  readonly at: number;
  readonly body: T;
  readonly plan: Json;
  readonly jobs: readonly Job[];
  readonly thread?: { readonly key: string; readonly status: Status } | undefined;
  /** Of an acknowledge or resolve: added too where the thread is open, except for lanes that `jobs` has. */
  readonly follow?: readonly Job[] | undefined;
}

export type AddResult =
  | {
      readonly id: string;
      readonly stored: 'new' | 'known';
      readonly jobs: readonly { readonly id: string; readonly lane: string }[];
    }
  | { readonly id: string; readonly stored: 'conflict' }
  | {
      readonly id: string;
      readonly stored: 'refused';
      readonly reason: 'full' | 'unavailable';
      readonly retryAfterMs: number;
    };

/** One try of a delivery. */
export interface Attempt {
  readonly number: number;
  readonly at: number;
  readonly durationMs: number;
  /** `ok`, or the failure's code. */
  readonly result: string;
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** `waiting`: queued, scheduled or retrying, by its due time and attempts. */
export type JobState = 'waiting' | 'leased' | 'done' | 'suppressed' | 'dead';

export interface StoredJob {
  readonly id: string;
  readonly lane: string;
  readonly state: JobState;
  readonly reason?: string;
  readonly dueAt?: number;
  readonly endedAt?: number;
  /** The last 20. */
  readonly attempts: readonly Attempt[];
  readonly attemptCount: number;
  readonly receipt?: unknown;
}

export interface Stored<T> {
  readonly batch: Batch<T>;
  readonly acceptedAt: number;
  readonly jobs: readonly StoredJob[];
}
