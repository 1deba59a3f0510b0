import type { Clock } from '../clock.js';
import { inTime } from '../in-time.js';
import { promised } from '../promised.js';
import type { Gate } from './gate.js';

// How long a gate that failed is not asked again: its failing may itself take long, and others are asked after it.
const shutMs = 1_000;
// How long others wait for it, once: it is asked again only after it has answered.
const deadlineMs = 1_000;

/**
 * A gate that never rejects and never hangs: while it fails or is silent it grants nothing, what it grants too late it
 * gets back, and what it cannot be told is lost. `warn` gets what was thrown.
 */
export function contained(
  gate: Gate,
  { clock, warn }: { readonly clock: Clock; readonly warn: (thrown: unknown) => void },
): Gate {
  const overdue = new Set<Promise<unknown>>();
  let shutUntil = -Infinity;
  const giveBack = (n: number) => tell(() => gate.giveBack(n));
  return { take, giveBack, report: results => tell(() => gate.report(results)) };

  async function take(n: number) {
    const now = clock.now();
    if (overdue.size > 0) return { granted: 0, waitMs: shutMs };
    if (now < shutUntil) return { granted: 0, waitMs: shutUntil - now };
    const asked = promised(() => gate.take(n))();
    try {
      return await inTime(asked, deadlineMs, clock);
    } catch (thrown) {
      warn(thrown);
      shutUntil = clock.now() + shutMs;
      void outlast(asked.then(({ granted }) => (granted > 0 ? giveBack(granted) : undefined)));
      return { granted: 0, waitMs: shutMs };
    }
  }

  async function tell(act: () => Promise<void>) {
    const told = promised(act)();
    if (overdue.size > 0) return void outlast(told);
    try {
      await inTime(told, deadlineMs, clock);
    } catch (thrown) {
      warn(thrown);
      void outlast(told);
    }
  }

  /** Until it has ended, however it does, the gate counts as silent. */
  async function outlast(call: Promise<unknown>) {
    overdue.add(call);
    await call.catch(() => undefined);
    overdue.delete(call);
  }
}
