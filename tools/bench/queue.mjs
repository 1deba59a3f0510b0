// How much the queues carry: Redis beside BullMQ and bare pipelines on one server, the embedded store alone; how flat a
// claim stays, what a stored add takes under light load, and what a waiting job weighs.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedQueue } from '@helix/reliability/embedded';
import { redisQueue } from '@helix/reliability/redis';
import { startRedis } from '@helix/testutil';
import { Redis } from 'ioredis';
import { batchOf, lane, slices } from './jobs.mjs';
import { inParallel, median, quantile, ratio } from './measure.mjs';
import { bullmq, ours, pipelines } from './subjects.mjs';

const rounds = 3;
const jobs = 20_000;
const threads = 2_000;
const maxSize = 2_000_000;

/** `--big N`: how many wait in the second of the two claims that are compared (1,000,000). */
export async function bench(args) {
  const many = Number(args[args.indexOf('--big') + 1] || 1_000_000);
  await onRedis(many);
  await onDisk(many);
}

async function onRedis(many) {
  const server = await startRedis({ appendonly: 'everysec', environment: {} });
  const redis = new Redis(server.url);
  const queue = redisQueue({ redis: server.url, prefix: 'bench', confirm: 'none', maxSize });
  const bulk = { batch: 50, calls: 4 };
  console.log(
    `\nRedis, appendfsync everysec: ${rounds} rounds of ${jobs} jobs of 0.5 kB, batches of 50, 4 calls in flight`,
  );
  const rates = await inRounds({
    pipelines: pipelines(redis, bulk),
    bullmq: bullmq({ host: '127.0.0.1', port: server.port }, bulk),
    ours: ours(queue, bulk),
    'ours, half in threads': ours(queue, { ...bulk, threads }),
  });
  print(rates);
  for (const [name, aim] of [
    ['ours', 4],
    ['ours, half in threads', 2],
  ]) {
    compare(name, rates[name], rates.bullmq, aim);
  }
  const before = await usedMemory(redis);
  await flatness(queue, many, async () => ((await usedMemory(redis)) - before) / many);
  await queue.close();
  redis.disconnect();
  await server.stop();
}

async function onDisk(many) {
  const path = mkdtempSync(join(tmpdir(), 'helix-bench-'));
  const queue = embeddedQueue({ path, maxSize });
  try {
    console.log(`\nEmbedded, full fsync: ${rounds} rounds of ${jobs} jobs of 0.5 kB, 64 adds in flight, claims of 64`);
    const light = await oneByOne(queue);
    const rates = await inRounds({
      ours: ours(queue, { batch: 1, calls: 64, claimed: 64 }),
      'ours, half in threads': ours(queue, { batch: 1, calls: 64, claimed: 64, threads }),
    });
    print(rates);
    console.log('aims: 40,000 stored/s, 30,000 delivered/s');
    console.log(
      `one stored add under light load: p50 ${ms(quantile(light, 0.5))}, p99 ${ms(quantile(light, 0.99))} (aim < 10 ms)`,
    );
    const before = bytesIn(path);
    await flatness(queue, many, async () => (bytesIn(path) - before) / many);
  } finally {
    await queue.close();
    rmSync(path, { recursive: true, force: true });
  }
}

/** All subjects in turn, round by round, so that a noisy moment hits all alike. */
async function inRounds(subjects) {
  const rates = Object.fromEntries(Object.keys(subjects).map(name => [name, { add: [], deliver: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, subject] of Object.entries(subjects)) {
      const run = `${name.replaceAll(/\W/g, '')}${round}`;
      rates[name].add.push(await subject.add(jobs, run));
      rates[name].deliver.push(await subject.deliver(jobs, run));
    }
  }
  return rates;
}

function print(rates) {
  for (const [name, { add, deliver }] of Object.entries(rates)) {
    console.log(`${name.padEnd(24)} ${perSecond(add)} added/s   ${perSecond(deliver)} claimed and settled/s`);
  }
}

function compare(name, { add, deliver }, theirs, aim) {
  const [added, delivered] = [ratio(add, theirs.add), ratio(deliver, theirs.deliver)];
  console.log(
    `${name} / bullmq: add ${added.toFixed(1)}, claim and settle ${delivered.toFixed(1)} (aim: at least ${aim})`,
  );
}

/** A claim beside 2,000 that wait and beside many; `weigh` then tells what each of them takes. */
async function flatness(queue, many, weigh) {
  const few = 2_000;
  await fill(queue, 0, few);
  const atFew = await claims(queue);
  await fill(queue, few, many);
  const weight = await weigh();
  const atMany = await claims(queue);
  console.log(`claim of 48: p50 ${ms(median(atFew))} beside ${few} waiting, ${ms(median(atMany))} beside ${many}`);
  console.log(`a waiting job takes ${Math.round(weight)} bytes`);
}

async function fill(queue, from, to) {
  const batches = slices(to - from, 50, number => batchOf(from + number, { prefix: 'waiting', threads }));
  await inParallel(4, batches, slice => queue.add(slice));
}

/** Each claim is given back, so that as many wait before the next. */
async function claims(queue) {
  const durations = [];
  for (let time = 0; time < 200; time += 1) {
    const start = performance.now();
    const { claims } = await queue.claim([{ lane, limit: 48 }], { leaseMs: 30_000 });
    durations.push(performance.now() - start);
    if (claims.length < 48) throw new Error(`only ${claims.length} could be claimed`);
    await queue.settle(claims.map(claim => ({ claim, to: 'later', delayMs: 0, spent: false, reason: 'bench' })));
  }
  return durations;
}

async function oneByOne(queue) {
  const durations = [];
  for (let number = 0; number < 500; number += 1) {
    const start = performance.now();
    await queue.add([{ ...batchOf(number, { prefix: 'light' }), jobs: [] }]);
    durations.push(performance.now() - start);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return durations;
}

const usedMemory = async redis => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]);
const bytesIn = path => readdirSync(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
const ms = value => `${value.toFixed(2)} ms`;
const perSecond = values => String(Math.round(median(values))).padStart(7);
