import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { inspect } from 'node:util';
import { isStoreUnavailable } from '../../unavailable.js';
import { reasonOf } from './errors.js';
import { redisLink, type RedisLink, type Script } from './link.js';

const own = { environment: {} };

/** Counts its runs, and what was new to it by their token. */
const counting: Script = {
  name: 'counting',
  source: `redis.call('INCR', KEYS[1] .. ':runs')
if redis.call('SET', KEYS[1] .. ':' .. ARGV[1], '', 'NX') then redis.call('INCR', KEYS[1]) end
return { redis.call('GET', KEYS[1]), redis.call('GET', KEYS[1] .. ':runs') }`,
};
const failing: Script = { name: 'failing', source: 'return redis.error_reply(ARGV[1])' };
const echo: Script = { name: 'echo', source: 'return ARGV' };

const turn = () => new Promise(resolve => setImmediate(resolve));
const rejection = (call: Promise<unknown>) =>
  call.then(
    () => new Error('It was done.'),
    (thrown: unknown) => thrown as Error,
  );

/** What a caller does while Redis is away: the same again, until it is answered. */
async function untilAnswered(call: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      return await call();
    } catch (thrown) {
      if (!isStoreUnavailable(thrown)) throw thrown;
      await turn();
    }
  }
}

describe('redisLink', () => {
  let redis: RedisServer;
  let link: RedisLink;
  beforeAll(async () => {
    redis = await startRedis(own);
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    link = redisLink({ redis: redis.url, confirm: 'none' });
  });
  afterEach(() => link.close());

  it('runs scripts with texts, numbers and bytes, before it is asked whether it is ready', async () => {
    const bytes = Buffer.from('ü€');
    expect(await link.run(echo, ['{t}'], ['a', 1, bytes])).toEqual(['a', '1', 'ü€']);
    await link.ready();
  });

  it('gives the source again where the server forgot it', async () => {
    await link.run(counting, ['{forgot}'], ['a']);
    const client = new Redis(redis.url);
    await client.script('FLUSH');
    await client.quit();
    expect(await link.write(counting, ['{forgot}'], ['a'])).toEqual(['1', '2']);
  });

  it('repeats a call whose reply was lost, with the same token', async () => {
    await using proxy = await toxicProxy({ target: redis });
    await using cut = closing(redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' }));
    await cut.ready();
    await cut.run(counting, ['{lost}'], ['first']);
    proxy.add({ kind: 'swallow' });
    expect(await cut.run(counting, ['{lost}'], ['second'])).toEqual(['2', '3']);
  });

  it('ends a call at its deadline while the server hangs, and goes on after it', async () => {
    await using hung = closing(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 150 }));
    await hung.ready();
    await redis.kill('SIGSTOP');
    const thrown = await rejection(hung.run(echo, ['{t}'], []));
    await redis.kill('SIGCONT');
    expect(isStoreUnavailable(thrown)).toBe(true);
    expect(thrown.message).toBe(
      'Redis did not answer within 150 ms: whether the call was done is unknown, and the same again is safe.',
    );
    expect(await untilAnswered(() => hung.run(echo, ['{t}'], ['a']))).toEqual(['a']);
  });

  it('goes on over a half-open connection', async () => {
    await using proxy = await toxicProxy({ target: redis });
    await using halfOpen = closing(
      redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none', deadlineMs: 150 }),
    );
    await halfOpen.ready();
    proxy.halfOpen();
    expect(isStoreUnavailable(await rejection(halfOpen.run(echo, ['{t}'], [])))).toBe(true);
    expect(await untilAnswered(() => halfOpen.run(echo, ['{t}'], ['a']))).toEqual(['a']);
  });

  it('gives up a connection over which the replies only drip', async () => {
    await using proxy = await toxicProxy({ target: redis });
    await using dripping = closing(
      redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none', deadlineMs: 300 }),
    );
    await dripping.ready();
    const off = proxy.add({ kind: 'drip', everyMs: 20, direction: 'toClient' });
    await rejection(dripping.run(echo, ['{t}'], ['a'.repeat(10_000)]));
    off();
    while (proxy.counts().connections < 2) await turn();
  });

  it('connects anew where a failover left a replica behind the address', async () => {
    await using failed = await startRedis(own);
    await using proxy = await toxicProxy({ target: failed });
    await using link = closing(redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' }));
    await link.ready();
    const admin = new Redis(failed.url);
    await admin.replicaof('127.0.0.1', 1);
    await admin.quit();
    expect((await rejection(link.run(counting, ['{t}'], ['a']))).message).toContain('give the address of the primary');
    while (proxy.counts().connections < 2) await turn();
  });

  it('gathers no more than 1,000 calls at a server that hangs', async () => {
    await link.ready();
    await redis.kill('SIGSTOP');
    const calls = Array.from({ length: 1_000 }, () => link.run(echo, ['{t}'], []).catch(() => undefined));
    const thrown = await rejection(link.run(echo, ['{t}'], []));
    await redis.kill('SIGCONT');
    expect(thrown.message).toBe('Redis owes 1000 replies: nothing more is sent until it answers.');
    expect(isStoreUnavailable(thrown)).toBe(true);
    await Promise.all(calls);
    expect(await untilAnswered(() => link.run(echo, ['{t}'], ['a']))).toEqual(['a']);
  });

  it.each([
    'LOADING Redis is loading the dataset in memory',
    'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
    "READONLY You can't write against a read only replica.",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'CLUSTERDOWN The cluster is down',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'MOVED 1 127.0.0.1:1',
    'ASK 1 127.0.0.1:1',
    "OOM command not allowed when used memory > 'maxmemory'.",
    'MISCONF Errors writing to the AOF file: No space left on device',
    'NOREPLICAS Not enough good replicas to write.',
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair or user is disabled.',
    "NOPERM User app has no permissions to run the 'get' command",
    'DENIED Redis is running in protected mode',
  ])('is unavailable, with a remedy, at %s', async text => {
    const thrown = await rejection(link.run(failing, ['{t}'], [text]));
    expect(isStoreUnavailable(thrown) && thrown.retryAfterMs >= 1_000).toBe(true);
    expect(thrown.message).toMatch(/^Redis refused the script "failing" \(.+: .+\)\.$/);
    expect(thrown.message).toContain(text);
  });

  it.each([
    'CROSSSLOT Keys in request do not hash to the same slot',
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'NOSCRIPT No matching script.',
    'ERR something else',
  ])('takes for a mistake what asking again would not mend: %s', async text => {
    const thrown = await rejection(link.run(failing, ['{t}'], [text, 'a body that nobody may read']));
    expect(isStoreUnavailable(thrown)).toBe(false);
    expect(thrown.message).toMatch(`The Redis script "failing" failed: ${text}`);
    expect(inspect(thrown, { depth: 9 })).not.toContain('a body');
  });

  it('takes over how a client connects, and leaves the client itself alone', async () => {
    const given = new Redis(redis.url, { keyPrefix: 'elsewhere:', db: 3, stringNumbers: true });
    const other = redisLink({ redis: given, confirm: 'none' });
    const key = { name: 'key', source: "redis.call('SET', KEYS[1], '1') return 1" };
    expect(await other.run(key, ['{given}'], [])).toBe(1);
    await other.close();
    await given.set('still', 'there');
    const plain = new Redis(redis.url, { db: 3 });
    expect(await plain.keys('*')).toEqual(expect.arrayContaining(['elsewhere:still', '{given}']));
    await Promise.all([given.quit(), plain.quit()]);
  });

  it('refuses a URL that is none without repeating it', () => {
    expect(() => redisLink({ redis: 'redis://:secret@host:port', confirm: 'none' })).toThrow(TypeError);
    expect(inspect(catchOf(() => redisLink({ redis: 'redis://:secret@host:port', confirm: 'none' })))).not.toContain(
      'secret',
    );
  });

  it('rejects what comes after its closing', async () => {
    await link.close();
    await expect(link.run(echo, ['{t}'], [])).rejects.toThrow('closed');
    await expect(link.ready()).rejects.toThrow('closed');
    await link.block('{t}:wake', 60_000, new AbortController().signal);
  });
});

it('hides what a server repeats of a password', () => {
  const thrown = Object.assign(new Error("ERR unknown command `HELLO`, with args beginning with: 'AUTH' 'secret'"));
  expect(reasonOf(thrown)).toBe('ERR unknown command `HELLO`');
});

describe('redisLink, while Redis is away', () => {
  it('waits out a restart', async () => {
    await using redis = await startRedis(own);
    await using link = closing(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 20_000 }));
    await link.ready();
    await redis.kill();
    const bridged = link.run(echo, ['{t}'], ['a']);
    await redis.restart();
    expect(await bridged).toEqual(['a']);
  });

  it('answers at once in an outage that lasts', async () => {
    await using redis = await startRedis(own);
    await using link = closing(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 200 }));
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
    await using link = closing(redisLink({ redis: redis.url, confirm: 'none' }));
    const ready = link.ready();
    await redis.restart();
    await ready;
  });

  it('sends nothing late: what was answered as not done stays undone', async () => {
    await using redis = await startRedis({ ...own, appendonly: 'always' });
    await using link = closing(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 200 }));
    await link.ready();
    await redis.kill();
    expect((await rejection(link.run(counting, ['{late}'], ['a']))).message).toContain('is away');
    await redis.restart();
    expect(await untilAnswered(() => link.run(counting, ['{late}'], ['b']))).toEqual(['1', '1']);
  });

  it('tells of a password that is refused, never the password, and goes on once it is mended', async () => {
    await using redis = await startRedis({ ...own, settings: { requirepass: 'right-one' } });
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    await using link = closing(
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
    await using link = closing(
      redisLink({ redis: `redis://127.0.0.1:${redis.port}`, confirm: 'none', deadlineMs: 300 }),
    );
    expect((await rejection(link.run(echo, ['{t}'], []))).message).toMatch(/NOAUTH.+check the user and password/);
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });
});

const closing = (link: RedisLink) => ({ ...link, [Symbol.asyncDispose]: () => link.close() });

function catchOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}
