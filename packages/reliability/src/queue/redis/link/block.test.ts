import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { setImmediate as turn } from 'node:timers/promises';
import { blocking, type Blocking } from './block.js';

const never = new AbortController().signal;
const longMs = 5_000;

describe('blocking', () => {
  let redis: RedisServer;
  let admin: Redis;
  let waiting: Blocking;
  beforeAll(async () => {
    redis = await startRedis({ environment: {} });
    admin = new Redis(redis.url);
  });
  afterAll(async () => {
    await admin.quit();
    await redis.stop();
  });
  beforeEach(async () => {
    await admin.flushall();
    waiting = blocking(redis.url);
  });
  afterEach(() => waiting.close());

  /** Which comes first: a token, or the time that somebody waits in vain. */
  async function firstOf(waited: Promise<unknown>) {
    const inVain = waiting.block('nobody', longMs / 2, never).then(() => 'time');
    return Promise.race([inVain, waited.then(() => 'token')]);
  }

  /** Resolves once so many clients wait at a list there. */
  async function blocked(count: number) {
    while (!(await admin.info('clients')).includes(`blocked_clients:${count}\r\n`)) await turn();
  }

  it('ends at a token, for all that wait at that list and for nobody else', async () => {
    const ended: string[] = [];
    const wait = (name: string, key: string) => waiting.block(key, longMs, never).then(() => ended.push(name));
    const [one, two, other] = [wait('one', 'a'), wait('two', 'a'), wait('other', 'b')];
    await blocked(2);
    await admin.rpush('a', 'token');
    expect(await firstOf(Promise.all([one, two]))).toBe('token');
    expect(ended.sort()).toEqual(['one', 'two']);
    await admin.rpush('b', 'token');
    await other;
  });

  it('ends by itself, and waits for nothing where there is no time', async () => {
    await waiting.block('a', 1, never);
    await waiting.block('a', 0, never);
    await waiting.block('a', longMs, AbortSignal.abort('before'));
  });

  it('ends with its signal, and what its BLPOP then takes is for the next', async () => {
    const stop = new AbortController();
    const stopped = waiting.block('a', longMs, stop.signal);
    await blocked(1);
    stop.abort('stop');
    await stopped;
    await admin.rpush('a', 'token');
    await blocked(0);
    // Until its reply was read here.
    for (let turns = 0; turns < 100; turns += 1) await turn();
    expect(await firstOf(waiting.block('a', longMs, never))).toBe('token');
  });

  it('goes on with its BLPOP for who comes while it runs', async () => {
    const stop = new AbortController();
    const stopped = waiting.block('a', longMs, stop.signal);
    await blocked(1);
    stop.abort('stop');
    await stopped;
    const next = waiting.block('a', longMs, never);
    await admin.rpush('a', 'token');
    expect(await firstOf(next)).toBe('token');
  });

  it('survives a cut', async () => {
    await using proxy = await toxicProxy({ target: redis });
    waiting.close();
    waiting = blocking(`redis://127.0.0.1:${proxy.port}`);
    const waited = waiting.block('a', longMs, never);
    await blocked(1);
    proxy.cut();
    await blocked(0);
    await blocked(1);
    await admin.rpush('a', 'token');
    expect(await firstOf(waited)).toBe('token');
  });

  it('survives a connection that is half open: another client takes its place', async () => {
    await using proxy = await toxicProxy({ target: redis });
    waiting.close();
    waiting = blocking(`redis://127.0.0.1:${proxy.port}`);
    const first = waiting.block('a', 50, never);
    await blocked(1);
    proxy.halfOpen();
    await first;
    const second = waiting.block('a', longMs, never);
    while (proxy.counts().connections < 2) await turn();
    await blocked(1);
    await admin.rpush('a', 'token');
    expect(await firstOf(second)).toBe('token');
  });

  it('never rejects, whatever Redis does', async () => {
    waiting.close();
    waiting = blocking('redis://127.0.0.1:1');
    await waiting.block('a', 20, never);
    await admin.set('a', 'no list');
    const wrong = blocking(redis.url);
    await wrong.block('a', 20, never);
    wrong.close();
    await wrong.block('a', longMs, never);
  });

  it('ends those who wait when it is closed', async () => {
    const waited = waiting.block('a', longMs, never);
    await blocked(1);
    waiting.close();
    await waited;
  });
});
