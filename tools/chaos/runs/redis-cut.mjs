// The way to Redis breaks in every manner: a reply swallowed, connections reset, half open, cut after so many bytes (in the
// middle of a script's call or of its answer), a black hole, nobody listening.
import { toxicProxy } from '@helix/testutil';
import { setTimeout as sleep } from 'node:timers/promises';
import { outagesRound, survived } from '../outages.mjs';
import { openStore } from '../stores.mjs';

export const run = {
  about: 'the way to Redis cut in eight manners, in turn',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, outages: 8, longestMs: 7_000 },
    full: { rounds: 10, outages: 80, longestMs: 20_000 },
  },
  round,
  must: survived,
};

// A confirmed write has 4 s: somebody has to be answered in the meantime.
const leastMs = 6_000;

const manners = [blackHole, swallow, cut, halfOpen, resetAfter, cutAfter, refuse, slow];

async function round(stage) {
  const store = await openStore(stage);
  const proxy = await toxicProxy({ target: { port: store.server.port } });
  stage.onEnd(() => proxy.close());
  const queue = { ...store.queue, url: `redis://127.0.0.1:${proxy.port}` };
  let count = 0;
  async function outage() {
    const window = await manners[count++ % manners.length](proxy, stage);
    proxy.reset();
    return { ...window, backAt: Date.now() };
  }
  return outagesRound(stage, { store: { ...store, queue }, outage });
}

// A moment: it cannot be said of any request that it was surely not stored.
const moment = { from: Infinity, until: 0 };

async function blackHole(proxy, { random, size }) {
  proxy.add({ kind: 'black_hole' });
  const window = await during(random.between(leastMs, size.longestMs));
  // What fell into it is missing from the streams: nobody may go on with those.
  proxy.cut();
  return window;
}

async function refuse(proxy, { random, size }) {
  proxy.add({ kind: 'refuse' });
  proxy.cut();
  return during(random.between(leastMs, size.longestMs));
}

async function swallow(proxy) {
  proxy.add({ kind: 'swallow' });
  await sleep(200);
  return moment;
}

async function cut(proxy) {
  proxy.cut();
  return moment;
}

async function halfOpen(proxy) {
  proxy.halfOpen();
  return moment;
}

async function resetAfter(proxy, { random }) {
  await withToxic(proxy, { kind: 'reset', afterBytes: random.whole(1, 4_000), direction: direction(random) });
  return moment;
}

async function cutAfter(proxy, { random }) {
  await withToxic(proxy, { kind: 'cut', afterBytes: random.whole(1, 4_000), direction: direction(random) });
  return moment;
}

async function slow(proxy, { random }) {
  await withToxic(proxy, { kind: 'latency', ms: random.whole(10, 300), jitterMs: 10 });
  return moment;
}

const direction = random => random.pick(['toTarget', 'toClient']);

async function withToxic(proxy, toxic) {
  proxy.add(toxic);
  await sleep(1_500);
}

async function during(ms) {
  const from = Date.now();
  await sleep(ms);
  return { from, until: Date.now() };
}
