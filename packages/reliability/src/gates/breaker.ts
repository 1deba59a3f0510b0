import { systemClock, type Clock } from '../clock.js';
import { memoryRecords, type Records } from '../queue/records.js';
import { refuseUnless } from '../refuse.js';
import { breakerKeys, toJson, toOpening, type BreakerState, type Opening } from './breaker-state.js';
import { callWindow } from './call-window.js';
import type { Gate, Result } from './gate.js';

export interface BreakerOptions {
  /** The time it looks back on (30 s). */
  readonly windowMs?: number;
  /** Fewer calls than this in the window say nothing (20). */
  readonly minCalls?: number;
  /** The share of failures that opens it (0.5). */
  readonly failureRatio?: number;
  /** A call longer than this is slow (5 s). */
  readonly slowMs?: number;
  /** The share of slow calls that opens it (0.8). */
  readonly slowRatio?: number;
  /** How long it stays open at first (5 s); each failed probe doubles it. */
  readonly openMs?: number;
  /** The longest it stays open (2 min). */
  readonly maxOpenMs?: number;
}
export type Breaker = Gate & { reset(): Promise<void>; state(): Promise<BreakerState> };

// Credentials and addresses are mended by people: asking every few seconds would only get us locked out.
const barred = { openMs: 15 * 60_000, maxOpenMs: 6 * 3_600_000 };
// After this a probe that never reported is taken for lost, and another may go.
const probeMs = 60_000;
// How old our knowledge of others' openings may be, and how soon who got no probe asks again.
const recheckMs = 1_000;

/**
 * Opens when too many calls fail or are slow, then lets one probe through. `unauthorized` and `misconfigured` open it at
 * once, for 15 min, doubling to 6 h. With `records` its state is remembered, and one for all who name it.
 */
export function breaker(
  options: BreakerOptions & { readonly name?: string; readonly records?: Records } = {},
  { clock = systemClock }: { readonly clock?: Clock | undefined } = {},
): Breaker {
  const { name = 'default', records = memoryRecords(clock), openMs = 5_000, maxOpenMs = 120_000 } = options;
  const { windowMs = 30_000, minCalls = 20, failureRatio = 0.5, slowMs = 5_000, slowRatio = 0.8 } = options;
  for (const [option, value] of Object.entries({ windowMs, minCalls, failureRatio, slowMs, slowRatio, openMs, maxOpenMs })) {
    refuseUnless(value > 0, `breaker "${name}"`, option, value, 'a number above 0');
  }
  const [openingKey, probeKey] = breakerKeys(name);
  const window = callWindow(windowMs);
  let known: Opening | undefined;
  let readAt = -Infinity;
  let probing = false;
  return { code: 'circuit_open', take, giveBack, report, reset, state };

  async function take(n: number) {
    const opening = await read();
    if (!opening) return { granted: n, waitMs: 0 };
    if (clock.now() < opening.until) return { granted: 0, waitMs: opening.until - clock.now() };
    if (n < 1 || !(await records.add(probeKey, true, { ttlMs: probeMs }))) return { granted: 0, waitMs: recheckMs };
    probing = true;
    return { granted: 1, waitMs: n > 1 ? recheckMs : 0 };
  }

  async function giveBack(n: number) {
    if (probing && n > 0) await freeProbe();
  }

  async function report(results: readonly Result[]) {
    for (const result of results) {
      const opening = await read();
      if (!opening) await count(result);
      // What began before it opened says nothing new: only the probe is heard.
      else if (probing) await judge(result, opening);
    }
  }

  async function count({ failure, durationMs }: Result) {
    const kind = kindOf(failure);
    if (kind === 'none') return;
    if (failure && kind === 'barred') return open(failure.code, barred);
    const now = clock.now();
    window.add({ failed: kind === 'failed', slow: durationMs > slowMs }, now);
    const { calls, failed, slow } = window.totals(now);
    if (calls < minCalls) return;
    if (failed >= calls * failureRatio || slow >= calls * slowRatio) await open('circuit_open', { openMs, maxOpenMs });
  }

  async function judge({ failure }: Result, opening: Opening) {
    const kind = kindOf(failure);
    if (kind === 'none') await freeProbe();
    else if (kind === 'answered') await reset();
    else if (failure && kind === 'barred') await open(failure.code, barred, opening);
    else await open('circuit_open', { openMs, maxOpenMs }, opening);
  }

  async function open(reason: string, times: { openMs: number; maxOpenMs: number }, before?: Opening) {
    const again = before?.reason === reason ? Math.min(before.openMs * 2, times.maxOpenMs) : 0;
    const now = clock.now();
    const forMs = Math.max(times.openMs, again);
    known = { reason, since: before?.since ?? now, until: now + forMs, openMs: forMs };
    window.clear();
    await records.put(openingKey, toJson(known));
    await freeProbe();
  }

  async function freeProbe() {
    probing = false;
    await records.delete(probeKey);
  }

  async function reset() {
    known = undefined;
    window.clear();
    await records.delete(openingKey);
    await freeProbe();
  }

  /** An opening is asked for each time, because people and others may end it; that there is none is believed for a second. */
  async function read(): Promise<Opening | undefined> {
    const now = clock.now();
    if (!known && now < readAt + recheckMs) return undefined;
    readAt = now;
    known = toOpening(await records.get(openingKey));
    return known;
  }

  async function state(): Promise<BreakerState> {
    const opening = await read();
    if (!opening) return { state: 'closed' };
    const { reason, since, until } = opening;
    return { state: clock.now() < until ? 'open' : 'half_open', reason, since, until };
  }
}

/** A 429 is no answer: it says nothing of the provider's health. A refusal of the content is one: the provider is well. */
function kindOf(failure: Result['failure']): 'none' | 'answered' | 'barred' | 'failed' {
  if (!failure) return 'answered';
  if (['rate_limited', 'circuit_open', 'cancelled'].includes(failure.code)) return 'none';
  if (['unauthorized', 'misconfigured'].includes(failure.code)) return 'barred';
  return failure.retryable ? 'failed' : 'answered';
}
