import type { Clock } from '../clock.js';
import { promised } from '../promised.js';
import type { Gate, Result } from './gate.js';

// How long a gate that failed is not asked again: its failing may itself take long, and others are asked after it.
const shutMs = 1_000;

/** A gate that never rejects: while it fails it grants nothing, and what it cannot be told is lost. `warn` gets what was thrown. */
export function contained(
  gate: Gate,
  { clock, warn }: { readonly clock: Clock; readonly warn: (thrown: unknown) => void },
): Gate {
  let shutUntil = -Infinity;
  return { take, giveBack, report };

  async function take(n: number) {
    const now = clock.now();
    if (now < shutUntil) return { granted: 0, waitMs: shutUntil - now };
    try {
      return await gate.take(n);
    } catch (thrown) {
      warn(thrown);
      shutUntil = clock.now() + shutMs;
      return { granted: 0, waitMs: shutMs };
    }
  }

  async function giveBack(n: number) {
    await promised(() => gate.giveBack(n))().catch(warn);
  }

  async function report(results: readonly Result[]) {
    await promised(() => gate.report(results))().catch(warn);
  }
}
