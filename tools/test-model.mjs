// npm run test:model: every driver against the reference model, 1,000 random sequences of 500 steps each. Fewer, or others:
// npm run test:model -- redis --seeds 50 --first 401 --steps 500
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, ensureRedis } from './lib.mjs';

const drivers = { memory, embedded, redis };
const { names, model } = chosen();
ensureInstalled();
ensureBuilt();
const { queueChecks } = await import('@helix/reliability/checks');
const failed = [];
for (const name of names) if (!(await passes(name))) failed.push(name);
if (failed.length) process.exit(1);

function chosen() {
  const options = { seeds: 1_000, first: 1, steps: 500 };
  const spec = Object.fromEntries(Object.keys(options).map(name => [name, { type: 'string' }]));
  const { values, positionals } = parseArgs({ options: spec, allowPositionals: true });
  const numbers = Object.entries({ ...options, ...values }).map(([name, value]) => [name, Number(value)]);
  const unknown = positionals.find(name => !Object.hasOwn(drivers, name));
  const bad = numbers.find(([, value]) => !(Number.isInteger(value) && value >= 1));
  if (unknown ?? bad) {
    console.error(
      unknown
        ? `No driver is called ${unknown}; name some of ${Object.keys(drivers).join(', ')}.`
        : `--${bad[0]} takes a whole number of at least 1.`,
    );
    process.exit(2);
  }
  const { seeds, first, steps } = Object.fromEntries(numbers);
  return { names: positionals.length ? positionals : Object.keys(drivers), model: { seeds, firstSeed: first, steps } };
}

/** Runs the model's checks one after the other, and says after each how fast they go. */
async function passes(name) {
  const { create, close } = await drivers[name]();
  const checks = [];
  queueChecks({ it: (title, run) => title.startsWith('model:') && checks.push([title, run]), create, model });
  const startedAt = performance.now();
  try {
    for (const [place, [title, run]] of checks.entries()) {
      await run();
      const seeds = Math.min((place + 1) * (model.seeds / checks.length), model.seeds);
      console.log(
        `${name.padEnd(9)} ${title} passed, ${(seeds / ((performance.now() - startedAt) / 1_000)).toFixed(1)} seeds/s`,
      );
    }
    return true;
  } catch (error) {
    console.error(`${name.padEnd(9)} ${error.message}`);
    return false;
  } finally {
    await close();
  }
}

async function memory() {
  const { memoryQueue } = await import('@helix/reliability');
  return { create: options => memoryQueue(options), close: () => undefined };
}

async function embedded() {
  const { embeddedQueue } = await import('@helix/reliability/embedded');
  const folder = mkdtempSync(join(tmpdir(), 'helix-model-'));
  let count = 0;
  return {
    create: options => embeddedQueue({ ...options, path: join(folder, String(++count)) }),
    close: () => rmSync(folder, { recursive: true }),
  };
}

async function redis() {
  ensureRedis();
  const { redisQueue } = await import('@helix/reliability/redis');
  const { startRedis } = await import('@helix/testutil');
  const server = await startRedis();
  // A server that REDIS_URL names may hold an earlier run's keys.
  const run = `model-${process.pid}-${Date.now()}`;
  let count = 0;
  return {
    create: options => redisQueue({ ...options, redis: server.url, prefix: `${run}-${++count}`, confirm: 'none' }),
    close: () => server.stop(),
  };
}
