import type { Job } from '../batch.js';

// No due time lies further ahead, so that sums of times stay dates.
const longestDelayMs = 10 * 365 * 86_400_000;

/** A delay as it is kept: never negative, never NaN. */
export function delayOf(ms: number | undefined): number {
  return ms !== undefined && ms > 0 ? Math.min(ms, longestDelayMs) : 0;
}

/** When a job that first is due at `dueAt` expires. */
export function expiryOf(limits: Pick<Job, 'ttlMs' | 'expiresAt'>, dueAt: number): number | undefined {
  const endsAt = Math.min(dueAt + (limits.ttlMs ?? Infinity), limits.expiresAt ?? Infinity);
  return endsAt === Infinity ? undefined : endsAt;
}
