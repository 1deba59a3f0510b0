import { startRedis } from '@helix/testutil';
import { Redis } from 'ioredis';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isStoreUnavailable } from '../../unavailable.js';
import { redisLink } from './link.js';
import { counting, echo, rejection, untilAnswered, using } from './testing.js';

const own = { environment: {} };

describe('redisLink, while Redis is away', () => {
  it('waits out a restart', async () => {
    await using redis = await startRedis(own);
    await using link = using(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 20_000 }));
    await link.ready();
    await redis.kill();
    const bridged = link.run(echo, ['{t}'], ['a']);
    await redis.restart();
    expect(await bridged).toEqual(['a']);
  });

  it('answers at once in an outage that lasts', async () => {
    await using redis = await startRedis(own);
    await using link = using(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 200 }));
    await link.ready();
    await redis.kill();
    expect((await rejection(link.run(echo, ['{t}'], []))).message).toMatch(
      /^Redis is away \(connect ECONNREFUSED .+\): it is tried again all the time\.$/,
    );
    const late = rejection(link.run(echo, ['{t}'], []));
    expect(await Promise.race([late, turn()])).toBeInstanceOf(Error);
    await redis.restart();
    expect(await untilAnswered(() => link.run(echo, ['{t}'], ['b']))).toEqual(['b']);
  });

  it('is ready as soon as a server comes that was not there', async () => {
    await using redis = await startRedis(own);
    await redis.kill();
    await using link = using(redisLink({ redis: redis.url, confirm: 'none' }));
    const ready = link.ready();
    await redis.restart();
    await ready;
  });

  it('sends nothing late: what was answered as not done stays undone', async () => {
    await using redis = await startRedis({ ...own, appendonly: 'always' });
    await using link = using(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 200 }));
    await link.ready();
    await redis.kill();
    expect((await rejection(link.run(counting, ['{late}'], ['a']))).message).toContain('is away');
    await redis.restart();
    expect(await untilAnswered(() => link.run(counting, ['{late}'], ['b']))).toEqual(['1', '1']);
  });

  it('tells of a password that is refused, never the password, and goes on once it is mended', async () => {
    await using redis = await startRedis({ ...own, settings: { requirepass: 'right-one' } });
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    await using link = using(
      redisLink({ redis: redis.url.replace('right-one', 'wrong-one'), confirm: 'none', deadlineMs: 300 }),
    );
    const thrown = await rejection(link.run(echo, ['{t}'], []));
    expect(isStoreUnavailable(thrown)).toBe(true);
    expect(thrown.message).toContain('WRONGPASS');
    expect(thrown.message).toContain('check the user and password of the Redis URL');
    const told = inspect([thrown, emitWarning.mock.calls], { depth: 9 });
    expect(told).toContain('The connection to Redis failed (WRONGPASS');
    expect(told).not.toContain('wrong-one');
    emitWarning.mockRestore();
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', 'wrong-one');
    expect(await untilAnswered(() => link.run(echo, ['{t}'], ['a']))).toEqual(['a']);
    await admin.quit();
  });

  it('names what is missing where no password was given', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    await using redis = await startRedis({ ...own, settings: { requirepass: 'secret' } });
    await using link = using(redisLink({ redis: `redis://127.0.0.1:${redis.port}`, confirm: 'none', deadlineMs: 300 }));
    expect((await rejection(link.run(echo, ['{t}'], []))).message).toMatch(/NOAUTH.+check the user and password/);
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });
});
