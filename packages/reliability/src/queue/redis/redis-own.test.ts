import { startRedis, startRedisCluster, type RedisServer } from '@helix/testutil';
import { Cluster, Redis } from 'ioredis';
import { batch, batches, stillClock, world } from '../../checks/world.js';
import type { RedisQueueOptions } from '../redis.js';
import { redisQueue } from '../redis.js';

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

function opened(options: Partial<RedisQueueOptions> = {}) {
  const clock = stillClock();
  const prefix = `q${prefixes++}`;
  const queue = redisQueue<string>({ redis: server.url, prefix, confirm: 'none', clock, ...options });
  return { ...world(queue, clock), prefix };
}

it('goes by the server’s clock where none was passed', async () => {
  const { queue, claimOne } = opened({ clock: undefined });
  await queue.add([batch('n1', { at: Date.UTC(2099, 0, 1) })]);
  const [seconds = 0] = await redis.time();
  expect(Math.abs((await claimOne()).at - seconds * 1_000)).toBeLessThan(60_000);
  await queue.close();
});

it('queues of one prefix are one queue, of another are not', async () => {
  const { queue, prefix, clock } = opened();
  const same = world(redisQueue<string>({ redis: server.url, prefix, confirm: 'none', clock }), clock);
  const other = opened();
  const waiting = same.queue.wait(['a'], { waitMs: 600_000, signal: new AbortController().signal });
  await queue.add([batch('n1')]);
  await waiting;
  await queue.pause('b', { reason: 'r', by: 'b' });
  expect((await same.queue.counts()).b?.paused).toMatchObject({ reason: 'r', by: 'b' });
  expect(await other.claimed()).toEqual([]);
  expect(await same.claimed()).toEqual(['n1']);
  await Promise.all([queue.close(), same.queue.close(), other.queue.close()]);
});

it('goes on after the server forgot its scripts', async () => {
  const { queue, claimOne, done } = opened();
  await queue.add([batch('n1')]);
  await redis.script('FLUSH');
  const claim = await claimOne();
  await redis.script('FLUSH');
  expect(await done(claim)).toEqual([true]);
  await queue.close();
});

it('is at home in one slot of a Cluster', async () => {
  const servers = await startRedisCluster({ environment: {} });
  const cluster = new Cluster(servers.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
  const { queue, claim, done, die } = opened({ redis: cluster });
  await queue.add([batch('n1', { lanes: ['a', 'b'], key: 'k' }), batch('n2', { lanes: ['b'] })]);
  await die((await claim('a'))[0]!);
  await done(...(await claim('b')));
  expect(await queue.revive({})).toBe(1);
  expect(await queue.counts()).toMatchObject({ a: { waiting: 1 }, b: { delivered: 2 } });
  expect((await queue.list({ limit: 9 })).items).toHaveLength(2);
  await queue.close();
  cluster.disconnect();
  await servers.stop();
});

it('a full Redis takes nothing more, and what it holds is delivered', async () => {
  const full = await startRedis({ environment: {} });
  const admin = new Redis(full.url);
  const { queue, claim, done, later, die } = opened({ redis: full.url });
  await queue.add(batches(4, 'n'));
  await admin.config('SET', 'maxmemory', '1mb');
  const [refused] = await queue.add([batch('no')]);
  expect(refused).toMatchObject({ id: 'no', stored: 'refused', reason: 'unavailable' });
  const [first, second, third, fourth] = await claim();
  expect([await done(first!), await later(second!), await die(third!)]).toEqual([[true], true, true]);
  expect(await queue.extend([fourth!], 60_000)).toEqual([true]);
  await queue.records.put('breaker', 'open');
  expect(await queue.records.get('breaker')).toBe('open');
  expect(await queue.revive({})).toBe(1);
  expect(await done(...(await claim()))).toEqual([true, true]);
  expect(await queue.get('no')).toBeUndefined();
  await admin.config('SET', 'maxmemory', '0');
  expect(await queue.add([batch('no')])).toMatchObject([{ stored: 'new' }]);
  await queue.close();
  admin.disconnect();
  await full.stop();
});

it('names may hold anything', async () => {
  const { queue, claimOne, die, later } = opened();
  const odd = 'a\tb\nc%0009:é\ud800🙂\0';
  const added = batch(`id ${odd}`, { lanes: [`lane ${odd}`], key: `key ${odd}`, fingerprint: odd });
  expect(await queue.add([added])).toMatchObject([{ stored: 'new', jobs: [{ lane: `lane ${odd}` }] }]);
  expect(await queue.add([added, { ...added, fingerprint: 'other' }])).toMatchObject([
    { stored: 'known', jobs: [{ id: `id ${odd}:lane ${odd}` }] },
    { stored: 'conflict' },
  ]);
  const claim = await claimOne(`lane ${odd}`);
  expect(claim).toMatchObject({ id: `id ${odd}:lane ${odd}`, lane: `lane ${odd}` });
  await later(claim);
  await die(await claimOne(`lane ${odd}`), odd);
  expect((await queue.get(`id ${odd}`))?.batch).toEqual(added);
  expect((await queue.list({ limit: 1 })).items[0]?.batch).toEqual(added);
  const { items } = await queue.dead({ ids: [claim.id], lane: claim.lane, reason: odd, limit: 1 });
  expect(items).toMatchObject([{ id: claim.id, reason: odd, batch: { id: `id ${odd}` } }]);
  expect(await queue.revive({ ids: [claim.id] })).toBe(1);
  await queue.close();
});

it('values that are no times are none', async () => {
  const { queue, clock, claimOne } = opened();
  await queue.add([batch('n1', { at: NaN, ttlMs: Infinity, expiresAt: Infinity, delayMs: 0.4 })]);
  clock.advance(1);
  expect(await claimOne()).toMatchObject({ at: clock.now() - 1, endsAt: undefined });
  await queue.close();
});

it('a priority that is none is refused, and nothing of the call is stored', async () => {
  const { queue } = opened();
  const added = [batch('n1'), batch('n2', { priority: 'huge' as 'high' })];
  await expect(queue.add(added)).rejects.toThrow('add: priority is huge; give low, medium, high or urgent.');
  expect(await queue.get('n1')).toBeUndefined();
  await queue.close();
});

it('a body that is undefined is null', async () => {
  const { queue, claimOne } = opened();
  await queue.add([{ ...batch('n1'), body: undefined as unknown as string }]);
  expect((await claimOne()).body).toBeNull();
  await queue.close();
});

describe('dead letters', () => {
  it('named ones are paged as all are', async () => {
    const { queue, clock, claim, die } = opened();
    await queue.add(batches(5, 'n'));
    for (const one of await claim()) {
      await die(one);
      clock.advance(1);
    }
    const ids = ['n0:a', 'n1:a', 'n3:a', 'nobody', 'x:y:z'];
    const first = await queue.dead({ ids, limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['n3:a', 'n1:a']);
    const second = await queue.dead({ ids, limit: 2, cursor: first.cursor! });
    expect([second.items.map(({ id }) => id), second.cursor]).toEqual([['n0:a'], undefined]);
    expect(await queue.dead({ ids: [], limit: 2 })).toEqual({ items: [] });
    await expect(queue.dead({ limit: 2, cursor: 'nonsense' })).rejects.toThrow(RangeError);
    expect(await queue.drop({ ids: [] })).toBe(0);
    await queue.close();
  });

  it('those of one millisecond are paged in one order, and revived in it', async () => {
    const { queue, claim, die } = opened();
    await queue.add(batches(7, 'n'));
    for (const one of await claim()) await die(one);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.dead({ limit: 2, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map(place => `n${place}:a`));
    await queue.close();
  });

  it('a thread of dead letters is judged in the order of their deaths', async () => {
    const { queue, claimOne, die, done, clock, claimed } = opened();
    await queue.add([1, 2].map(at => batch(`n${at}`, { key: 'k', at })));
    for (const id of [1, 2]) {
      const claim = await claimOne();
      expect(claim.id).toBe(`n${id}:a`);
      await die(claim);
      clock.advance(1);
    }
    expect(await queue.revive({ ids: ['n2:a', 'n1:a'] })).toBe(2);
    await done(await claimOne());
    expect(await claimed()).toEqual(['n2']);
    await queue.close();
  });
});

it('a closed queue that somebody waits for ends after its time', async () => {
  const { queue } = opened();
  await queue.close();
  await queue.wait(['a'], { waitMs: 5, signal: new AbortController().signal });
  expect(await queue.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1 })).toEqual({ claims: [], ended: [] });
});

it('an unreachable Redis is unavailable: an add is refused, the other verbs reject', async () => {
  const gone = await startRedis({ environment: {} });
  const { queue } = opened({ redis: gone.url, deadlineMs: 100 });
  await queue.ready();
  await gone.stop();
  expect(await queue.add([batch('n1'), batch('n2')])).toMatchObject([
    { id: 'n1', stored: 'refused', reason: 'unavailable' },
    { id: 'n2', stored: 'refused', reason: 'unavailable' },
  ]);
  const unavailable = { code: 'store_unavailable' };
  await expect(queue.counts()).rejects.toMatchObject(unavailable);
  await expect(queue.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1 })).rejects.toMatchObject(unavailable);
  const waiting = queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
  await expect(waiting).rejects.toMatchObject(unavailable);
  await queue.close();
});

describe('options', () => {
  const good = { redis: 'redis://:secret@127.0.0.1:1', prefix: 'q' };
  it.each([
    [{ redis: undefined }, 'redis is undefined; give a URL, or a client of ioredis.'],
    [{ prefix: '' }, 'prefix is ; give a name without braces.'],
    [{ prefix: 'a{b}' }, 'prefix is a{b}; give a name without braces.'],
    [{ confirm: 'disk' }, 'confirm is disk; give none, aof or replica.'],
    [{ deadlineMs: 0 }, 'deadlineMs is 0; give a number above 0.'],
    [{ maxSize: NaN }, 'maxSize is NaN; give a number of at least 1.'],
    [{ retention: { finishedMs: -1 } }, 'retention.finishedMs is -1; give a number of at least 0.'],
    [{ retention: { maxFinished: NaN } }, 'retention.maxFinished is NaN; give a number of at least 0.'],
  ])('%p is refused', (options, message) => {
    const given = { ...good, ...options } as RedisQueueOptions;
    expect(() => redisQueue(given)).toThrow(new RangeError(`redisQueue: ${message}`));
  });

  it('an unknown one is refused by its name, and no secret is told', () => {
    const given = { ...good, maxsize: 1 } as RedisQueueOptions;
    expect(() => redisQueue(given)).toThrow(/^redisQueue: maxsize is not an option; known are (?!.*secret)/);
  });
});
