import type { Call } from '../call.js';
import { sleep, systemClock, type Clock } from '../clock.js';
import { asFailure, failure, type Failure } from '../failure.js';
import { refuseUnknown, refuseUnless } from '../refuse.js';
import { warnOnce } from '../warn-once.js';
import { contained } from './contained.js';
import type { Gate } from './gate.js';

export interface ThroughOptions {
  /** How long a call may wait for the gate (30 s); what would take longer fails at once, retryable. */
  readonly maxWaitMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Passes calls through a gate one by one: the lanes' limiter and breaker for those who have no queue. */
export function through(gate: Gate, options: ThroughOptions = {}): <I, O>(next: Call<I, O>) => Call<I, O> {
  const { maxWaitMs = 30_000, clock = systemClock } = options;
  refuseUnknown('through', options, ['maxWaitMs', 'clock']);
  refuseUnless(maxWaitMs >= 0, 'through', 'maxWaitMs', maxWaitMs, 'a number of at least 0');
  // A gate that cannot be told how a call ended changes nothing of how it ended.
  const { report } = contained(gate, { clock, warn: warnOnce('through: a gate') });
  return next => async (input, signal) => {
    await pass(gate, clock.now() + maxWaitMs, clock, signal);
    const startedAt = clock.now();
    const ended = (failure?: Failure) => report([{ durationMs: clock.now() - startedAt, failure }]);
    try {
      const output = await next(input, signal);
      await ended();
      return output;
    } catch (thrown) {
      await ended(asFailure(thrown));
      throw thrown;
    }
  };
}

async function pass(gate: Gate, patienceEndsAt: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { granted, waitMs } = await gate.take(1);
    if (granted > 0) return;
    if (clock.now() + waitMs > patienceEndsAt) {
      const code = gate.code ?? 'rate_limited';
      throw failure(code, `The gate stays shut for ${waitMs} ms (${code}).`, { retryAfterMs: waitMs });
    }
    // A gate that names no time is not asked in a tight loop.
    await sleep(Math.max(waitMs, 1), signal, { clock });
  }
}
