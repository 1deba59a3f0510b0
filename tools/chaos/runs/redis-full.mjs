// Redis reaches its maxmemory while much is queued: nothing more is accepted, and what is queued goes on being delivered.
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLedger } from '../ledger.mjs';
import { outagesRound, survived } from '../outages.mjs';
import { openStore } from '../stores.mjs';

export const run = {
  about: 'Redis at its maxmemory',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, outages: 1, fullMs: 2_000 },
    full: { rounds: 5, outages: 5, fullMs: 20_000 },
  },
  round,
  must: (figures, size) => ({
    ...survived(figures, size),
    'finishing goes on: deliveries arrive while it is full': figures.leastDeliveredWhileFull > 0,
  }),
};

async function round(stage) {
  const store = await openStore(stage);
  const client = new Redis(store.server.url);
  stage.onEnd(() => client.disconnect());
  const delivered = [];
  async function full(cast) {
    // More is queued than will be delivered in the meantime.
    await sleep(stage.size.fullMs);
    const window = await filled(client, stage.size.fullMs);
    delivered.push(deliveredIn(window, cast.sink.ledger));
    return window;
  }
  const figures = await outagesRound(stage, { store, outage: full, perSecond: 90, latencyMs: [150, 250] });
  return { ...figures, leastDeliveredWhileFull: Math.min(...delivered) };
}

async function filled(client, fullMs) {
  await client.config('SET', 'maxmemory', '1mb');
  const from = Date.now();
  await sleep(fullMs);
  const until = Date.now();
  await client.config('SET', 'maxmemory', '0');
  return { from, until, backAt: Date.now() };
}

function deliveredIn({ from, until }, ledger) {
  return [...readLedger(ledger)].filter(({ at, kind }) => kind === 'accepted' && at >= from && at <= until).length;
}
