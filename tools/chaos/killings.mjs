import { readLedger } from './ledger.mjs';
import { setTimeout as sleep } from 'node:timers/promises';

/** `kill -9` at random moments, and up again at once; answers when it was up again the last time. */
export async function killings({ random }, { kills, victim, betweenMs = [200, 3_000] }) {
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(random.between(...betweenMs));
    await victim.kill();
    await victim.start();
  }
  return Date.now();
}

/** How long after this moment the last delivery arrived. */
export function finishedMs(since, ledger) {
  let last = since;
  for (const { at, kind } of readLedger(ledger)) if (kind === 'accepted' && at > last) last = at;
  return last - since;
}
