import { startRedis, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { batch, batches, stillClock, world } from '../../checks/world.js';
import type { QueueOptions } from '../queue.js';
import { redisQueue } from '../redis.js';
import { redisLink, type RedisLink } from './link/link.js';
import { queueOver } from './queue-over.js';

let server: RedisServer;
let redis: Redis;
let prefixes = 0;
beforeAll(async () => {
  server = await startRedis({ environment: {} });
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function opened(options: QueueOptions = {}) {
  const prefix = `q${prefixes++}`;
  const clock = stillClock();
  const queue = redisQueue<string>({ ...options, redis: server.url, prefix, confirm: 'none', clock });
  return { ...world(queue, clock), prefix };
}

/** The same, and the names of the scripts that were called. */
function watched(maxSize = 100_000) {
  const calls: string[] = [];
  const link = redisLink({ redis: server.url, confirm: 'none' });
  const noting =
    (call: RedisLink['run']): RedisLink['run'] =>
    (script, ...rest) => {
      calls.push(script.name);
      return call(script, ...rest);
    };
  const limits = { maxSize, kept: [86_400_000, 100_000] } as const;
  const clock = stillClock();
  const options = { prefix: `q${prefixes++}`, clock, limits };
  const queue = queueOver<string>({ ...link, run: noting(link.run), write: noting(link.write) }, options);
  return { ...world(queue, clock), calls };
}

const count = (calls: readonly string[], name: string) => calls.filter(call => call === name).length;

describe('no script does too much', () => {
  it('a large add is several, in order, each batch whole', async () => {
    const { queue, calls, claimed } = watched();
    const answers = await queue.add(batches(1_000, 'n', { lanes: ['a', 'b'] }));
    expect(answers.every(({ stored }) => stored === 'new')).toBe(true);
    expect(count(calls, 'add')).toBeGreaterThanOrEqual(15);
    expect(await claimed('a', 3)).toEqual(['n0', 'n1', 'n2']);
    await queue.close();
  });

  it('what is large weighs more', async () => {
    const { queue, calls } = watched();
    const large = batches(10, 'n').map(one => ({ ...one, body: 'x'.repeat(500_000) }));
    await queue.add(large);
    expect(count(calls, 'add')).toBeGreaterThanOrEqual(3);
    expect((await queue.get('n9'))?.batch.body).toHaveLength(500_000);
    await queue.close();
  });

  it('a claim takes at most 200, and settlements go in slices', async () => {
    const { queue, calls, claim, done } = watched();
    await queue.add(batches(450, 'n'));
    const first = await claim('a', 1_000);
    expect(first).toHaveLength(200);
    const all = [...first, ...(await claim('a', 1_000)), ...(await claim('a', 1_000))];
    expect(all).toHaveLength(450);
    expect(await queue.extend(all, 30_000)).toEqual(all.map(() => true));
    expect(await done(...all)).toEqual(all.map(() => true));
    expect([count(calls, 'extend'), count(calls, 'settle')]).toEqual([3, 3]);
    await queue.close();
  });

  it('a revive and a drop go through 1,000 letters in slices', async () => {
    const { queue, calls, claim } = watched();
    await queue.add(batches(1_000, 'n'));
    for (let round = 0; round < 5; round++) {
      await queue.settle((await claim('a', 200)).map(one => ({ claim: one, to: 'dead', reason: 'gone' })));
    }
    expect(await queue.revive({ reason: 'other' })).toBe(0);
    const some = Array.from({ length: 300 }, (_, place) => `n${place}:a`);
    expect(await queue.drop({ ids: some })).toBe(300);
    expect(await queue.revive({}, { perSecond: 1_000 })).toBe(700);
    expect(count(calls, 'revive')).toBeGreaterThanOrEqual(9);
    expect((await queue.counts()).a).toMatchObject({ waiting: 700, dead: 0 });
    await queue.close();
  });

  it('a rare kind of dead letter is found page by page', async () => {
    const { queue, clock, claim } = watched();
    await queue.add(batches(2_600, 'n'));
    for (let round = 0; round < 13; round++) {
      const reason = round === 0 ? 'rare' : 'gone';
      await queue.settle((await claim('a', 200)).map(one => ({ claim: one, to: 'dead', reason })));
      clock.advance(1);
    }
    const first = await queue.dead({ reason: 'rare', limit: 5 });
    expect(first.items).toEqual([]);
    const second = await queue.dead({ reason: 'rare', limit: 5, cursor: first.cursor! });
    expect(second.items).toHaveLength(5);
    await queue.close();
  });

  it('a page of more than one script lists each once', async () => {
    const { queue, calls } = watched();
    await queue.add(batches(250, 'n'));
    const { items, cursor } = await queue.list({ limit: 240 });
    expect(new Set(items.map(one => one.batch.id)).size).toBe(240);
    expect(cursor).toBeDefined();
    expect(count(calls, 'list')).toBe(3);
    await queue.close();
  });

  it('many leases lost at once come back in slices', async () => {
    const { queue, clock, leaseMs, claim } = watched();
    await queue.add(batches(300, 'n'));
    await claim('a', 200);
    await claim('a', 200);
    clock.advance(leaseMs);
    await claim('b');
    expect((await queue.counts()).a).toMatchObject({ leased: 100, retrying: 200 });
    await claim('b');
    expect((await queue.counts()).a).toMatchObject({ leased: 0, retrying: 300 });
    await queue.close();
  });
});

it('what came to its end too late for the sweep of a claim is not leased', async () => {
  const { queue, clock, claim, ended } = opened();
  await queue.add(batches(250, 'n', { ttlMs: 100 }));
  clock.advance(100);
  expect(await claim()).toEqual([]);
  expect(ended).toHaveLength(200);
  expect(await claim()).toEqual([]);
  expect(ended).toHaveLength(250);
  await queue.close();
});

it('when all is drained and let go of, a constant number of keys is left, and what ends by itself', async () => {
  const { queue, clock, claim, done, later, die, prefix } = opened({ retention: { finishedMs: 1_000 } });
  for (const [round, size] of [
    [1, 20],
    [2, 100],
  ] as const) {
    const added = batches(size, `r${round}-`, { lanes: ['a', 'b'], ttlMs: 3_600_000 });
    const threaded = batches(size, `t${round}-`, { key: `k${round}` });
    await queue.add([...added, ...threaded]);
    for (let pass = 0; pass < size + 2; pass++) {
      const claims = [...(await claim('a')), ...(await claim('b'))];
      const [first, second, ...rest] = claims;
      if (first && pass === 0) await die(first);
      else if (first) await done(first);
      if (second && pass === 0) await later(second);
      else if (second) await done(second);
      await done(...rest);
    }
    await queue.drop({});
    // Known the second time: what it finds to let go of is itself.
    for (let time = 0; time < 2; time++) {
      await queue.add([batch('unrouted', { lanes: [] })]);
      clock.advance(1_000);
    }
    await queue.add([batch('unrouted', { lanes: [] })]);
    const keys = await redis.keys(`{${prefix}}:*`);
    const lasting: string[] = [];
    for (const key of keys) if ((await redis.pttl(key)) === -1) lasting.push(key.replace(`{${prefix}}:`, ''));
    expect(lasting.sort()).toEqual(['lanes', 'leased:a', 'leased:b', 'leases', 'meta', 'wake']);
  }
  await queue.close();
});

it('who asks in vain writes nothing', async () => {
  const { queue, claim } = opened();
  const changes = async () => Number(/rdb_changes_since_last_save:(\d+)/.exec(await redis.info('persistence'))?.[1]);
  await queue.add([batch('n1', { delayMs: 1_000 })]);
  await queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
  const before = await changes();
  await claim();
  await queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
  await queue.counts();
  await queue.list({ limit: 1 });
  expect(await changes()).toBe(before);
  await queue.close();
});
