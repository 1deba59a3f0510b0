import type { Backoff } from './backoff.js';
import type { Call } from './call.js';
import type { Clock } from './clock.js';
import { asFailure, type Failure } from './failure.js';
import { retryAfterOf } from './gates/limiter.js';
import type { Json } from './json.js';
import type { Attempt } from './queue/batch.js';
import type { Claim, Settlement } from './queue/queue.js';
import { toWork, type Work } from './work.js';

/** How one try of a claim ended. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly failure?: Failure;
  readonly receipt?: unknown;
  readonly handle?: Json | undefined;
}
/** What a send resolves with; its handle replaces the thread's, its status is told of the attempt. */
export interface Receipt {
  readonly handle?: Json | undefined;
  readonly status?: number | undefined;
}

/** Never rejects. */
export async function attempt<T>(
  claim: Claim<T>,
  send: Call<Work<T>, Receipt>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Outcome> {
  const at = clock.now();
  const timed = () => ({ number: claim.attempt, at, durationMs: clock.now() - at });
  try {
    // A send without types may answer nothing; it was sent all the same, and must not be repeated.
    const receipt = (await send(toWork(claim), signal)) as Receipt | undefined;
    return { attempt: { ...timed(), result: 'ok', status: receipt?.status }, receipt, handle: receipt?.handle };
  } catch (thrown) {
    const failure = asFailure(thrown);
    const { code: result, status, message: detail, retryAfterMs, handle } = failure;
    return { attempt: { ...timed(), result, status, detail, retryAfterMs }, failure, handle };
  }
}

/** Pure: what becomes of a claim. The lane has its say first, then the back-off. */
export function settlementOf<T>(
  claim: Claim<T>,
  { attempt, failure, receipt, handle }: Outcome,
  backoff: Backoff,
): Settlement<T> {
  const told = { claim, attempt, ...(handle !== undefined && { handle }) };
  if (!failure) return { ...told, receipt, to: 'done' };
  const { code: reason, progress } = failure;
  const kept = { ...told, ...(progress !== undefined && { progress }) };
  const laneMs = laneWaitMs(failure);
  if (laneMs !== undefined) return { ...kept, to: 'later', delayMs: laneMs, reason, spent: false };
  return { ...kept, ...nextTry(claim.attempt, failure, backoff) };
}

function nextTry(number: number, failure: Failure, backoff: Backoff) {
  try {
    const delayMs = backoff(number, failure);
    if (delayMs === undefined) return { to: 'dead', reason: failure.code } as const;
    return { to: 'later', delayMs, reason: failure.code, spent: true } as const;
  } catch {
    // The same back-off would throw the next time too; what is dead can be revived once it is mended.
    return { to: 'dead', reason: 'internal' } as const;
  }
}

/** For how long a job whose whole lane has to wait is not due; undefined for a failure of the job's own. */
function laneWaitMs({ code, retryAfterMs }: Failure): number | undefined {
  if (code === 'rate_limited' || code === 'circuit_open') return retryAfterOf(retryAfterMs);
  // The breaker has opened and holds all of the lane; this job then is its probe.
  return code === 'unauthorized' || code === 'misconfigured' ? 0 : undefined;
}
