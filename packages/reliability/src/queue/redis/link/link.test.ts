import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isStoreUnavailable } from '../../unavailable.js';
import { reasonOf } from './errors.js';
import { redisLink, type RedisLink, type Script } from './link.js';
import { counting, echo, rejection, untilAnswered, using } from './testing.js';

const own = { environment: {} };
const failing: Script = { name: 'failing', source: 'return redis.error_reply(ARGV[1])' };

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
    await using cut = using(redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' }));
    await cut.ready();
    await cut.run(counting, ['{lost}'], ['first']);
    proxy.add({ kind: 'swallow' });
    expect(await cut.run(counting, ['{lost}'], ['second'])).toEqual(['2', '3']);
  });

  it('ends a call at its deadline while the server hangs, and goes on after it', async () => {
    await using hung = using(redisLink({ redis: redis.url, confirm: 'none', deadlineMs: 150 }));
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
    await using halfOpen = using(
      redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none', deadlineMs: 150 }),
    );
    await halfOpen.ready();
    proxy.halfOpen();
    expect(isStoreUnavailable(await rejection(halfOpen.run(echo, ['{t}'], [])))).toBe(true);
    expect(await untilAnswered(() => halfOpen.run(echo, ['{t}'], ['a']))).toEqual(['a']);
  });

  it('gives up a connection over which the replies only drip', async () => {
    await using proxy = await toxicProxy({ target: redis });
    await using dripping = using(
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
    await using link = using(redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' }));
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
    "ERR The user executing the script can't run this command or subcommand",
    'ERR max number of clients reached',
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

  it('is unavailable where its user may not run what a script does', async () => {
    const admin = new Redis(redis.url);
    await admin.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-incr');
    await using limited = using(redisLink({ redis: redis.url.replace('//', '//app:pw@'), confirm: 'none' }));
    const thrown = await rejection(limited.run(counting, ['{t}'], ['a']));
    expect(isStoreUnavailable(thrown) && thrown.message).toContain('ACL SETUSER');
    await admin.quit();
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

  it.each(['redis://:secret@host:port', 'redis://:secret@host/production'])(
    'refuses a URL that is none without repeating it: %s',
    url => {
      const thrown = catchOf(() => redisLink({ redis: url, confirm: 'none' }));
      expect(String(thrown)).toMatch(/^TypeError: redisQueue: the Redis URL cannot be read; give redis:/);
      expect(inspect(thrown)).not.toContain('secret');
    },
  );

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

function catchOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}
