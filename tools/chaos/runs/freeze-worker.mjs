// A worker is stopped in the middle of its work for longer than a lease, and goes on as if nothing had happened: what it had
// on its way belongs to somebody else by then, and what it settles must not count.
import { setTimeout as sleep } from 'node:timers/promises';
import { duplicatesWithin, nothingLost } from '../figures.mjs';
import { startPool, twoLanes } from '../pool.mjs';

export const run = {
  about: 'SIGSTOP of a worker for longer than its lease',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, freezes: 1, notifications: 200, leaseMs: 3_000 },
    full: { rounds: 5, freezes: 5, notifications: 5_000, leaseMs: 30_000 },
  },
  round,
  must: (figures, { rounds, freezes }) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(rounds * freezes * twoLanes.inFlight, figures),
  }),
};

async function round(stage) {
  const { freezes, notifications, leaseMs } = stage.size;
  const { cast, victim } = await startPool(stage, leaseMs);
  const perSecond = notifications / (freezes * (leaseMs / 1_000 + 3));
  const producer = await cast.produce({ notifications, inFlight: 16, perSecond });
  for (let freeze = 0; freeze < freezes; freeze += 1) {
    await sleep(stage.random.between(500, 1_500));
    victim.running().kill('SIGSTOP');
    await sleep(leaseMs + stage.random.between(1_000, 2_000));
    victim.running().kill('SIGCONT');
  }
  await producer.finished;
  await cast.drained(leaseMs + 60_000);
  return { freezes, ...(await cast.verify()) };
}
