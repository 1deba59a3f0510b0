import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { limiterChecks } from '../../../checks/limiter.js';
import { stillClock, world } from '../../../checks/world.js';
import { failure } from '../../../failure.js';
import type { Gate, Rate, Result } from '../../../gates/gate.js';
import { memoryQueue } from '../../memory.js';
import { sharedRedisLimiters } from './limiter.js';
import { redisLink, type RedisLink } from './link.js';

const own = { environment: {} };
const scope = ['token'];
const rate = { scope, key: 'k', perSecond: 2 };
const tooMany = (retryAfterMs: number): Result => ({
  durationMs: 1,
  failure: failure('rate_limited', 'slow down', { scope, retryAfterMs }),
});

describe('sharedRedisLimiters', () => {
  let redis: RedisServer;
  let link: RedisLink;
  let prefix: string;
  let clock: ReturnType<typeof stillClock>;
  let number = 0;
  beforeAll(async () => {
    redis = await startRedis(own);
    link = redisLink({ redis: redis.url, confirm: 'none' });
  });
  afterAll(async () => {
    await link.close();
    await redis.stop();
  });
  beforeEach(() => {
    prefix = `t${(number += 1)}`;
    clock = stillClock();
  });
  /** What another process would have of it. */
  const process = (of: Rate = rate): Gate => sharedRedisLimiters(link, prefix, clock)(of);
  const granted = async (gate: Gate, n: number) => (await gate.take(n)).granted;

  it.each(limiterChecks)('$name', async ({ run }) => {
    const queue = { ...memoryQueue<string>({ clock }), limiter: sharedRedisLimiters(link, prefix, clock) };
    await run(world(queue, clock));
  });

  it('is one bucket for all processes, and what one gives back another can take', async () => {
    const [one, other] = [process(), process()];
    expect(await granted(one, 2)).toBe(2);
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 500 });
    await one.giveBack(1);
    expect(await granted(other, 2)).toBe(1);
  });

  it('holds to the lowest rate that a process named within the last minute', async () => {
    const [high, low] = [process({ ...rate, perSecond: 10 }), process({ ...rate, perSecond: 1, perMinute: 2 })];
    expect(await granted(high, 3)).toBe(3);
    await low.take(0);
    clock.advance(5_000);
    expect(await granted(high, 3)).toBe(1);
    clock.advance(60_001);
    expect(await granted(high, 20)).toBe(10);
  });

  it('gives in any time at most its burst and its rate, however many share it', async () => {
    const sharers = Array.from({ length: 64 }, () => process({ ...rate, perSecond: 1 }));
    let total = 0;
    for (let second = 0; second <= 60; second += 1) {
      const took = await Promise.all(sharers.map(sharer => granted(sharer, 1)));
      total += took.reduce((sum, one) => sum + one, 0);
      clock.advance(1_000);
    }
    expect(total).toBe(61);
  });

  it('goes by the clock of the server where none is given', async () => {
    const gate = sharedRedisLimiters(link, prefix)({ ...rate, perHour: 1 });
    expect(await granted(gate, 5)).toBe(1);
    const { waitMs } = await gate.take(1);
    expect(waitMs).toBeGreaterThan(3_590_000);
    await gate.report([tooMany(3_600_000), { durationMs: 1 }]);
    expect((await gate.take(1)).granted).toBe(0);
  });

  it('closes for all at a 429, and asks Redis no more until its time', async () => {
    const [one, other] = [process(), process()];
    await one.report([tooMany(60_000)]);
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 60_000 });
    clock.advance(1);
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 59_999 });
  });

  it('spends a token once, and gives it back once, where the replies are lost', async () => {
    await using proxy = await toxicProxy({ target: redis });
    const cut = redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' });
    await cut.ready();
    const gate = sharedRedisLimiters(cut, prefix, clock)({ ...rate, burst: 5 });
    await gate.take(0);
    proxy.add({ kind: 'swallow' });
    expect(await granted(gate, 3)).toBe(3);
    expect(await granted(process({ ...rate, burst: 5 }), 9)).toBe(2);
    proxy.add({ kind: 'swallow' });
    await gate.giveBack(2);
    expect(await granted(gate, 9)).toBe(2);
    await cut.close();
  });

  it('leaves no key that has no end', async () => {
    const admin = new Redis(redis.url);
    await process().take(1);
    const keys = await admin.keys(`{${prefix}}*`);
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
    await admin.quit();
  });

  it('throws what is no outage', async () => {
    const admin = new Redis(redis.url);
    await admin.rpush(`{${prefix}}:limiter:k`, 'not ours');
    await expect(process().take(1)).rejects.toThrow('WRONGTYPE');
    await admin.quit();
  });
});

describe('sharedRedisLimiters, while Redis is away', () => {
  let redis: RedisServer;
  let link: RedisLink;
  let clock: ReturnType<typeof stillClock>;
  let process: (of?: Partial<Rate>) => Gate;
  beforeEach(async () => {
    redis = await startRedis(own);
    link = redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 1_000 });
    await link.ready();
    clock = stillClock();
    process = of => sharedRedisLimiters(link, 'p', clock)({ ...rate, perSecond: 6, burst: 6, ...of });
  });
  afterEach(async () => {
    await link.close();
    await redis.stop();
  });
  const back = async () => {
    await redis.restart();
    await link.ready();
  };

  it('gives its share of the rate, nothing at first, and pays it back', async () => {
    const sharers = [process(), process(), process()] as const;
    for (const sharer of sharers) await sharer.take(1);
    await sharers[0].take(0);
    await redis.kill();
    expect(await sharers[0].take(5)).toEqual({ granted: 0, waitMs: 500 });
    clock.advance(500);
    expect(await sharers[0].take(5)).toEqual({ granted: 1, waitMs: 500 });
    await sharers[0].giveBack(1);
    expect((await sharers[0].take(5)).granted).toBe(1);
    clock.advance(60_000);
    expect((await sharers[0].take(5)).granted).toBe(2);
    await back();
    expect((await sharers[0].take(9)).granted).toBe(3);
  });

  it('is alone where it has seen nobody, and forgets nothing of a lower rate', async () => {
    const limiters = sharedRedisLimiters(link, 'p', clock);
    const gate = limiters({ ...rate, perSecond: 6 });
    await redis.kill();
    await gate.take(1);
    limiters({ ...rate, perSecond: 2 });
    await gate.take(1);
    clock.advance(1_000);
    expect((await gate.take(9)).granted).toBe(2);
  });

  it('never limits what has no rate, but closes it at a 429', async () => {
    const gate = sharedRedisLimiters(link, 'p', clock)({ scope, key: 'none' });
    await redis.kill();
    expect((await gate.take(1_000)).granted).toBe(1_000);
    await gate.report([tooMany(60_000)]);
    expect(await gate.take(1)).toEqual({ granted: 0, waitMs: 60_000 });
  });

  it('keeps a closing, its own and one it heard of, and tells it when Redis is back', async () => {
    const [one, other] = [process(), process()];
    await one.report([tooMany(60_000)]);
    await other.take(1);
    await redis.kill();
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 60_000 });
    await other.report([tooMany(90_000)]);
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 90_000 });
    await back();
    expect(await other.take(1)).toEqual({ granted: 0, waitMs: 90_000 });
    clock.advance(60_000);
    expect(await one.take(1)).toEqual({ granted: 0, waitMs: 30_000 });
  });
});
