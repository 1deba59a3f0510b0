import type { Gate } from './gate.js';

/** Several gates as one: it grants what all of them grant. */
export function allOf(gates: readonly Gate[]): Gate {
  return { take, giveBack, report };

  async function take(n: number) {
    let granted = n;
    let longestMs = 0;
    for (const [place, gate] of gates.entries()) {
      const answer = await gate.take(granted);
      if (answer.granted < granted) {
        longestMs = Math.max(longestMs, answer.waitMs);
        await giveBackTo(gates.slice(0, place), granted - answer.granted);
      }
      granted = answer.granted;
      if (granted === 0) break;
    }
    return { granted, waitMs: longestMs };
  }

  async function giveBack(n: number) {
    await giveBackTo(gates, n);
  }

  async function report(results: Parameters<Gate['report']>[0]) {
    for (const gate of gates) await gate.report(results);
  }
}

async function giveBackTo(gates: readonly Gate[], n: number) {
  for (const gate of gates) await gate.giveBack(n);
}
