import { systemClock, type Clock } from '../clock.js';
import { memoryRecords, type Records } from '../queue/records.js';
import { refuseUnknown, refuseUnless } from '../refuse.js';
import type { BreakerState, Opening } from './breaker-state.js';
import { callWindow, type CallWindow } from './call-window.js';
import type { Gate, Result } from './gate.js';
import { openings } from './openings.js';

export interface BreakerOptions {
  /** The time it looks back on (30 s). */
  readonly windowMs?: number | undefined;
  /** Fewer calls than this in the window say nothing (20). */
  readonly minCalls?: number | undefined;
  /** The share of failures that opens it (0.5). */
  readonly failureRatio?: number | undefined;
  /** A call longer than this is slow (5 s). */
  readonly slowMs?: number | undefined;
  /** The share of slow calls that opens it (0.8). */
  readonly slowRatio?: number | undefined;
  /** How long it stays open at first (5 s); each failed probe doubles it. */
  readonly openMs?: number | undefined;
  /** The longest it stays open (2 min). */
  readonly maxOpenMs?: number | undefined;
}
interface Named {
  readonly name?: string;
  readonly records?: Records;
}
export type Breaker = Gate & { reset(): Promise<void>; state(): Promise<BreakerState> };

// Credentials and addresses are mended by people: asking every few seconds would only get us locked out.
const barred = { openMs: 15 * 60_000, maxOpenMs: 6 * 3_600_000 };
// How soon who got no probe asks again.
const askAgainMs = 1_000;

/**
 * Opens when too many calls fail or are slow, then lets one probe through. `unauthorized` and `misconfigured` open it at
 * once, for 15 min, doubling to 6 h. With `records` its state is remembered, and one for all who name it.
 */
export function breaker(
  options: BreakerOptions & Named = {},
  { clock = systemClock }: { readonly clock?: Clock | undefined } = {},
): Breaker {
  const { name = 'default', records = memoryRecords(clock) } = options;
  const limits = limitsOf(name, options);
  const window = callWindow(limits.windowMs);
  const shared = openings(name, records, clock);
  const state = async () => stateOf(await shared.read(), clock.now());
  return { code: 'circuit_open', take, giveBack, report, reset, state };

  async function take(n: number) {
    const opening = await shared.read();
    if (!opening) return { granted: n, waitMs: 0 };
    if (clock.now() < opening.until) return { granted: 0, waitMs: opening.until - clock.now() };
    if (n < 1 || !(await shared.takeProbe())) return { granted: 0, waitMs: askAgainMs };
    return { granted: 1, waitMs: n > 1 ? askAgainMs : 0 };
  }

  async function giveBack(n: number) {
    if (shared.probing && n > 0) await shared.freeProbe();
  }

  async function report(results: readonly Result[]) {
    for (const result of results) {
      const opening = await shared.read();
      const kind = kindOf(result.failure);
      if (!opening) await count(result, kind);
      // Only the probe is heard, and it began when the opening had passed: what began before says nothing new.
      else if (shared.probing && clock.now() - result.durationMs >= opening.until) await judge(result, kind, opening);
    }
  }

  async function count({ failure, durationMs }: Result, kind: Kind) {
    if (kind === 'none') return;
    if (failure && kind === 'barred') return open(failure.code, barred);
    window.add({ failed: kind === 'failed', slow: durationMs > limits.slowMs }, clock.now());
    if (isTooBad(window, limits, clock.now())) await open('circuit_open', limits);
  }

  async function judge({ failure }: Result, kind: Kind, opening: Opening) {
    if (kind === 'none') await shared.freeProbe();
    else if (kind === 'answered') await reset();
    else if (failure && kind === 'barred') await open(failure.code, barred, opening);
    else await open('circuit_open', limits, opening);
  }

  async function open(reason: string, { openMs, maxOpenMs }: typeof barred, before?: Opening) {
    const now = clock.now();
    const forMs = before?.reason === reason ? Math.max(openMs, Math.min(before.openMs * 2, maxOpenMs)) : openMs;
    window.clear();
    await shared.write({ reason, since: before?.since ?? now, until: now + forMs, openMs: forMs });
  }

  async function reset() {
    window.clear();
    await shared.clear();
  }
}

function stateOf(opening: Opening | undefined, now: number): BreakerState {
  if (!opening) return { state: 'closed' };
  const { reason, since, until } = opening;
  return { state: now < until ? 'open' : 'half_open', reason, since, until };
}

function limitsOf(name: string, options: BreakerOptions & Named): Record<keyof BreakerOptions, number> {
  const { windowMs = 30_000, minCalls = 20, failureRatio = 0.5, slowMs = 5_000, slowRatio = 0.8 } = options;
  const { openMs = 5_000, maxOpenMs = 120_000 } = options;
  const limits = { windowMs, minCalls, failureRatio, slowMs, slowRatio, openMs, maxOpenMs };
  const known = Object.keys(limits) as (keyof typeof limits)[];
  refuseUnknown(`breaker "${name}"`, options, [...known, 'name', 'records']);
  for (const [option, value] of Object.entries(limits)) {
    refuseUnless(value > 0, `breaker "${name}"`, option, value, 'a number above 0');
  }
  return limits;
}

function isTooBad(
  window: CallWindow,
  { minCalls, failureRatio, slowRatio }: Record<keyof BreakerOptions, number>,
  now: number,
) {
  const { calls, failed, slow } = window.totals(now);
  return calls >= minCalls && (failed >= calls * failureRatio || slow >= calls * slowRatio);
}

type Kind = 'none' | 'answered' | 'barred' | 'failed';

/** A 429 is no answer: it says nothing of the provider's health. A refusal of the content is one: the provider is well. */
function kindOf(failure: Result['failure']): Kind {
  if (!failure) return 'answered';
  if (['rate_limited', 'circuit_open', 'cancelled'].includes(failure.code)) return 'none';
  if (['unauthorized', 'misconfigured'].includes(failure.code)) return 'barred';
  return failure.retryable ? 'failed' : 'answered';
}
