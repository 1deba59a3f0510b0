import { setTimeout as sleep } from 'node:timers/promises';

/** `kill -9` at random moments, and up again at once; answers the time of the last kill. */
export async function killings({ random }, { kills, victim, betweenMs = [200, 3_000] }) {
  let killedAt = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(random.between(...betweenMs));
    await victim.kill();
    killedAt = Date.now();
    await victim.start();
  }
  return killedAt;
}
