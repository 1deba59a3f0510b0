// Redis is killed by -9 under load, stays away for a while, and starts again from its append-only file.
import { setTimeout as sleep } from 'node:timers/promises';
import { outagesRound, survived } from '../outages.mjs';
import { openStore } from '../stores.mjs';

export const run = {
  about: 'kill -9 of Redis; --appendonly always or everysec',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, outages: 1, appendonly: 'always' },
    full: { rounds: 5, outages: 10, appendonly: 'always' },
  },
  round,
  must: survived,
};

async function round(stage) {
  const { appendonly } = stage.size;
  // Where the file is written once a second, `aof` would refuse to start: the reply of the server is all that is promised.
  const store = await openStore(stage, { appendonly, confirm: appendonly === 'always' ? 'aof' : 'none' });
  return outagesRound(stage, { store, outage: () => killed(stage, store.server) });
}

async function killed({ random }, server) {
  await server.kill();
  const from = Date.now();
  // A confirmed write has 4 s: somebody has to be answered in the meantime.
  await sleep(random.between(6_000, 8_000));
  const until = Date.now();
  await server.restart();
  return { from, until, backAt: Date.now() };
}
