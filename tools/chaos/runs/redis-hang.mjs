// Redis is stopped for a while and goes on: connections stay open, and nothing is answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { outagesRound, survived } from '../outages.mjs';
import { openStore } from '../stores.mjs';

// A confirmed write has 4 s: somebody has to be answered in the meantime.
const leastMs = 6_000;

export const run = {
  about: 'SIGSTOP of Redis',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, outages: 1, longestMs: 7_000 },
    full: { rounds: 10, outages: 5, longestMs: 30_000 },
  },
  round,
  must: survived,
};

async function round(stage) {
  const store = await openStore(stage);
  return outagesRound(stage, { store, outage: () => hung(stage, store.server) });
}

async function hung({ random, size }, server) {
  await server.kill('SIGSTOP');
  const from = Date.now();
  await sleep(random.between(leastMs, size.longestMs));
  const until = Date.now();
  await server.kill('SIGCONT');
  return { from, until, backAt: Date.now() };
}
