import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { isStoreUnavailable } from '../../unavailable.js';
import { redisLink, type Confirm, type Script } from './link.js';
import { rejection, using } from './testing.js';

const own = { environment: {} };
const counting: Script = { name: 'counting', source: "return redis.call('INCR', KEYS[1])" };
const failing: Script = { name: 'failing', source: "return redis.error_reply('ERR no')" };

const linkTo = (redis: string, confirm: Confirm, deadlineMs = 2_000) =>
  using(redisLink({ redis, confirm, deadlineMs }));
async function asking<T>({ url }: Pick<RedisServer, 'url'>, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  return ask(client).finally(() => client.quit());
}
// A full copy at once, and not after the 5 s in which further replicas may come.
const startPrimary = () => startRedis({ ...own, settings: { 'repl-diskless-sync-delay': '0' } });
async function replicaOf(primary: RedisServer) {
  const replica = await startRedis({ ...own, settings: { replicaof: `127.0.0.1 ${primary.port}` } });
  await asking(primary, async client => {
    while (Number(await client.call('WAIT', 1, 100)) < 1) await client.set('noise', 1);
  });
  return replica;
}

describe('a server that evicts', () => {
  const sentence =
    'redisQueue: Redis evicts (maxmemory-policy allkeys-lru), and would lose what was accepted; set it with CONFIG SET maxmemory-policy noeviction, and in redis.conf.';

  it('is refused at the start, by every call', async () => {
    await using redis = await startRedis({ ...own, settings: { 'maxmemory-policy': 'allkeys-lru' } });
    await using link = linkTo(redis.url, 'none');
    await expect(link.ready()).rejects.toThrow(sentence);
    await expect(link.run(counting, ['{t}'], [])).rejects.toThrow(sentence);
    await expect(link.write(counting, ['{t}'], [])).rejects.toThrow(sentence);
  });

  it('is a server that is away where a failover led to it, until it is set right', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockReturnValue();
    await using redis = await startRedis(own);
    await using proxy = await toxicProxy({ target: redis });
    await using link = linkTo(`redis://127.0.0.1:${proxy.port}`, 'none');
    await link.ready();
    await asking(redis, client => client.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    proxy.cut();
    const thrown = await rejection(link.run(counting, ['{t}'], []));
    expect(isStoreUnavailable(thrown)).toBe(true);
    expect(thrown.message).toContain('CONFIG SET maxmemory-policy noeviction');
    expect(emitWarning).toHaveBeenCalledWith(expect.stringContaining('maxmemory-policy noeviction'));
    await asking(redis, client => client.config('SET', 'maxmemory-policy', 'noeviction'));
    await link.ready();
    expect(await link.run(counting, ['{t}'], [])).toBe(1);
    emitWarning.mockRestore();
  });
});

describe('a database that the server does not have', () => {
  it('is refused, and nothing goes into another one', async () => {
    await using redis = await startRedis(own);
    await using link = linkTo(`${redis.url}/99`, 'none');
    await expect(link.write(counting, ['{t}'], [])).rejects.toThrow(
      'redisQueue: Redis has no database 99; give the URL',
    );
    await asking(redis, async client => expect(await client.dbsize()).toBe(0));
  });
});

describe('confirm: aof', () => {
  it('takes a server that syncs before it answers', async () => {
    await using redis = await startRedis({ ...own, appendonly: 'always' });
    await using link = linkTo(redis.url, 'aof');
    expect(await link.write(counting, ['{t}'], [])).toBe(1);
    await redis.restart();
    expect(await link.write(counting, ['{t}'], [])).toBe(2);
  });

  it('refuses one without an append-only file', async () => {
    await using redis = await startRedis(own);
    await using link = linkTo(redis.url, 'aof');
    await expect(link.ready()).rejects.toThrow('set it with CONFIG SET appendonly yes');
  });

  it('refuses one that syncs once a second and has no WAITAOF', async () => {
    await using redis = await startRedis({ ...own, appendonly: 'everysec' });
    await using link = linkTo(redis.url, 'aof');
    await expect(link.ready()).rejects.toThrow(
      /^redisQueue: appendfsync is everysec, and Redis 7\.0\..+ has no WAITAOF .+CONFIG SET appendfsync always/,
    );
  });

  it('refuses such a one too where it may not see how it syncs', async () => {
    await using redis = await startRedis({ ...own, appendonly: 'always' });
    await asking(redis, client => client.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-config'));
    await using link = linkTo(redis.url.replace('//', '//app:pw@'), 'aof');
    await expect(link.ready()).rejects.toThrow('appendfsync is unknown (CONFIG is forbidden)');
  });
});

describe('confirm: replica', () => {
  it('resolves once a replica has it, for many at once, each with its own answer', async () => {
    await using primary = await startPrimary();
    await using replica = await replicaOf(primary);
    await using link = linkTo(primary.url, 'replica');
    const calls = Array.from({ length: 500 }, () => link.write(counting, ['{t}'], []));
    const failed = link.write(failing, ['{t}'], []);
    await expect(failed).rejects.toThrow('The Redis script "failing" failed: ERR no');
    expect(await Promise.all(calls)).toEqual(calls.map((_, index) => index + 1));
    await replica.kill('SIGSTOP');
    expect((await rejection(link.write(counting, ['{t}'], []))).message).toBe(
      'No replica confirmed the write within 2000 ms: whether it was done and lasts is unknown, and the same call again is safe.',
    );
    expect(await link.run(counting, ['{t}'], [])).toBe(502);
  });

  it('is unavailable where there is no replica', async () => {
    await using primary = await startPrimary();
    await using link = linkTo(primary.url, 'replica', 500);
    await link.ready();
    const thrown = await rejection(link.write(counting, ['{t}'], []));
    expect(isStoreUnavailable(thrown)).toBe(true);
    expect(thrown.message).toContain('No replica confirmed the write within 500 ms');
  });

  it('confirms in a full memory what needs none', async () => {
    await using primary = await startPrimary();
    await using replica = await replicaOf(primary);
    await using link = linkTo(primary.url, 'replica');
    await link.ready();
    await asking(primary, client => client.config('SET', 'maxmemory', 1));
    const freeing = { name: 'freeing', source: "return redis.call('DEL', KEYS[1])" };
    expect(await link.write(freeing, ['{t}'], [])).toBe(0);
    expect((await rejection(link.write(counting, ['{t}'], []))).message).toContain('OOM');
    await replica.stop();
  });

  it('repeats what was cut between the write and its confirmation', async () => {
    await using primary = await startPrimary();
    await using replica = await replicaOf(primary);
    await using proxy = await toxicProxy({ target: primary });
    await using link = linkTo(`redis://127.0.0.1:${proxy.port}`, 'replica');
    await link.write(counting, ['{t}'], []);
    proxy.add({ kind: 'swallow' });
    expect(await link.write(counting, ['{t}'], [])).toBe(3);
    await replica.stop();
  });
});

type Answers = Readonly<Record<string, string>>;
const info = (version: string) =>
  bulk(`redis_version:${version}\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\nloading:0\r\n`);
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/** Stands in for versions of Redis that the machine does not have: each command has one answer. */
async function redisOf(answers: Answers) {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('data', chunk => {
      for (const command of String(chunk).split(/(?=^\*\d+\r\n)/m)) {
        const words = command.split('\r\n').filter((_, index) => index > 0 && index % 2 === 0);
        commands.push(words.join(' '));
        socket.write(answers[words[0]?.toUpperCase() ?? ''] ?? '+OK\r\n');
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  function close() {
    for (const socket of sockets) socket.destroy();
    server.close();
    return Promise.resolve();
  }
  const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, commands, [Symbol.asyncDispose]: close };
}

describe('other versions of Redis', () => {
  it('are refused below 7.0', async () => {
    await using redis = await redisOf({ INFO: info('6.2.14') });
    await using link = linkTo(redis.url, 'none');
    await expect(link.ready()).rejects.toThrow('redisQueue: Redis is 6.2.14; use 7.0 or later.');
  });

  const aof72 = { INFO: info('7.2.4'), CONFIG: `*2\r\n${bulk('appendfsync')}${bulk('everysec')}`, EVALSHA: ':7\r\n' };

  it('wait for the disk from 7.2 on', async () => {
    await using redis = await redisOf({ ...aof72, WAITAOF: '*2\r\n:1\r\n:0\r\n' });
    await using link = linkTo(redis.url, 'aof');
    expect(await link.write(counting, ['{t}'], [])).toBe(7);
    // Since 7.2 WAIT looks back to what its connection wrote, and the repeat of a call writes nothing: the EVAL does.
    expect(redis.commands.slice(-3)).toEqual([
      expect.stringMatching(/^evalsha \w{40} 1 {t}$/),
      expect.stringMatching(/^eval .+ 1 {t}:confirm$/s),
      'WAITAOF 1 0 2000',
    ]);
  });

  it('are unavailable where the disk does not confirm', async () => {
    await using redis = await redisOf({ ...aof72, WAITAOF: '*2\r\n:0\r\n:0\r\n' });
    await using link = linkTo(redis.url, 'aof');
    expect((await rejection(link.write(counting, ['{t}'], []))).message).toContain('No disk confirmed the write');
  });
});
