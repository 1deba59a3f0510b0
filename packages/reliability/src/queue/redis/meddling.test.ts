import { startRedis, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { batch, batches, stillClock, world } from '../../checks/world.js';
import type { QueueOptions } from '../queue.js';
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

function opened(options: QueueOptions = {}) {
  const prefix = `q${prefixes++}`;
  const clock = stillClock();
  const queue = redisQueue<string>({ ...options, redis: server.url, prefix, confirm: 'none', clock });
  return { ...world(queue, clock), key: (name: string) => `{${prefix}}:${name}` };
}
type Opened = ReturnType<typeof opened>;

/** Claims and settles until nothing is left, in at most so many rounds. */
async function drained({ claim, done, queue, clock, leaseMs }: Opened) {
  const delivered: string[] = [];
  for (let round = 0; round < 20; round++) {
    const claims = await claim();
    await done(...claims);
    delivered.push(...claims.map(({ id }) => id));
    clock.advance(leaseMs);
  }
  const { a: counts } = await queue.counts();
  await queue.close();
  return { delivered, counts };
}

const thread = { key: 'k' } as const;

describe('records that somebody removed by hand', () => {
  it.each([
    ['a batch that waits', {}, ['batch:n1']],
    ['a batch that waits in a thread', thread, ['batch:n1']],
    ['a batch whose job is scheduled', { delayMs: 1_000 }, ['batch:n1']],
    ['a batch whose job expires', { ttlMs: 1_000 }, ['batch:n1']],
  ])('%s is counted as failed, and the others go on', async (_, options, removed) => {
    const opening = opened();
    await opening.queue.add([batch('n1', { ...options, at: 1 }), batch('n2', { ...thread, at: 2 }), batch('n3')]);
    await redis.del(...removed.map(opening.key));
    const { delivered, counts } = await drained(opening);
    expect(delivered.sort()).toEqual(['n2:a', 'n3:a']);
    expect(counts).toMatchObject({ waiting: 0, retrying: 0, leased: 0, delivered: 2, failed: 1, oldestAgeMs: 0 });
  });

  it.each([
    ['its batch', ['batch:n1'], 1],
    ['its job', ['job:n1\ta'], 2],
    ['both', ['batch:n1', 'job:n1\ta'], 1],
  ])('what was leased and lost %s holds up nobody', async (_, removed, delivered) => {
    const opening = opened();
    await opening.queue.add([batch('n1', { ...thread, at: 1 })]);
    await opening.claim();
    await redis.del(...removed.map(opening.key));
    opening.clock.advance(opening.leaseMs);
    await opening.claim('b');
    await opening.queue.add([batch('n2', { ...thread, at: 2 })]);
    const { counts } = await drained(opening);
    expect(counts).toMatchObject({ waiting: 0, leased: 0, delivered, failed: 2 - delivered });
  });

  it.each([
    ['its batch', ['batch:n1'], { delivered: 1, failed: 1 }],
    ['its job', ['job:n1\ta'], { delivered: 2, failed: 0 }],
  ])('what waits for its retry and lost %s holds up nobody', async (_, removed, expected) => {
    const opening = opened();
    await opening.queue.add([batch('n1', { ...thread, at: 1 }), batch('n2', { ...thread, at: 2 })]);
    await opening.later(await opening.claimOne(), { delayMs: 1_000 });
    await redis.del(...removed.map(opening.key));
    const { counts } = await drained(opening);
    expect(counts).toMatchObject({ leased: 0, ...expected });
  });

  it('a settlement of what was removed changes nothing', async () => {
    const { queue, key, claimOne, done } = opened();
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    await redis.del(key('job:n1\ta'));
    expect(await done(claim)).toEqual([false]);
    await queue.close();
  });

  it('a thread is told by what is queued of it', async () => {
    const opening = opened();
    await opening.queue.add([1, 2, 3].map(at => batch(`n${at}`, { ...thread, at })));
    await redis.del(opening.key('thread:k'));
    const { delivered, counts } = await drained(opening);
    expect(delivered).toEqual(['n1:a', 'n2:a', 'n3:a']);
    expect(counts).toMatchObject({ waiting: 0, delivered: 3 });
  });

  it.each([
    ['the batch of a dead letter', ['batch:n1'], 0],
    ['the job of a dead letter', ['job:n1\ta'], 1],
    ['all of a dead letter', ['batch:n1', 'job:n1\ta'], 0],
  ])('%s: the list and the revive go on', async (_, removed, revivedOfIt) => {
    const { queue, key, claim, die } = opened();
    await queue.add(batches(2, 'n'));
    for (const one of await claim()) await die(one);
    await redis.del(...removed.map(key));
    expect((await queue.dead({ limit: 9 })).items.map(({ id }) => id)).toEqual(['n0:a']);
    expect(await queue.revive({})).toBe(1 + revivedOfIt);
    expect((await queue.counts()).a).toMatchObject({ dead: 0, waiting: 1 + revivedOfIt });
    await queue.close();
  });

  it('the stale jobs of a thread end although one of them is gone', async () => {
    const opening = opened();
    await opening.queue.add([1, 2, 3].map(at => batch(`n${at}`, { ...thread, at })));
    await redis.del(opening.key('batch:n2'));
    await opening.queue.add([batch('end', { ...thread, at: 9, status: 'resolved', lanes: [] })]);
    await opening.claim();
    const { counts } = await drained(opening);
    expect(counts).toMatchObject({ waiting: 0, suppressed: 2, failed: 1 });
  });

  it('a batch that is gone is neither listed nor let go of twice', async () => {
    const { queue, key, clock, claim, done } = opened({ retention: { finishedMs: 1_000 } });
    await queue.add(batches(3, 'n'));
    await done(...(await claim()));
    await redis.del(key('batch:n1'));
    expect((await queue.list({ limit: 9 })).items.map(one => one.batch.id)).toEqual(['n2', 'n0']);
    clock.advance(1_000);
    await queue.add([batch('new')]);
    expect((await queue.list({ limit: 9 })).items.map(one => one.batch.id)).toEqual(['new']);
    await queue.close();
  });
});

it('hints that somebody removed cost no job', async () => {
  const { queue, key, claimed } = opened();
  await queue.add([batch('n1')]);
  await redis.del(key('wake'));
  await queue.wait(['a'], { waitMs: 600_000, signal: new AbortController().signal });
  expect(await claimed()).toEqual(['n1']);
  await queue.close();
});

it('a key of another kind is told with the name of the script', async () => {
  const { queue, key } = opened();
  await redis.set(key('accepted'), 'not a sorted set');
  await expect(queue.add([batch('n1')])).rejects.toThrow(/"add".*WRONGTYPE/);
  await queue.close();
});
