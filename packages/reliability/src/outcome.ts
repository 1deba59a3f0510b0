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
    const receipt = await send(toWork(claim), signal);
    return { attempt: { ...timed(), result: 'ok', status: receipt.status }, receipt, handle: receipt.handle };
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
  const delayMs = backoff(claim.attempt, failure);
  if (delayMs === undefined) return { ...kept, to: 'dead', reason };
  return { ...kept, to: 'later', delayMs, reason, spent: true };
}

/** For how long a job whose whole lane has to wait is not due; undefined for a failure of the job's own. */
function laneWaitMs({ code, retryAfterMs }: Failure): number | undefined {
  if (code === 'rate_limited' || code === 'circuit_open') return retryAfterOf(retryAfterMs);
  // The breaker has opened and holds all of the lane; this job then is its probe.
  return code === 'unauthorized' || code === 'misconfigured' ? 0 : undefined;
}
