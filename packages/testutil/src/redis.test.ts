import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { askRedis as ask } from './redis-ask.js';
import { startRedis, type RedisServer } from './redis.js';

/** A program that plays redis-server, so that its refusals can be scripted. */
async function withFake(lines: string, use: (binary: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'helix-fake-redis-'));
  const binary = join(folder, 'redis');
  await writeFile(binary, `#!/bin/sh\n${lines}\n`);
  await chmod(binary, 0o755);
  await use(binary).finally(() => rm(folder, { recursive: true }));
}

const own = { environment: {} };

describe('startRedis', () => {
  it('starts a server that answers, and stops it', async () => {
    const redis = await startRedis(own);
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
    expect(await ask(redis.port, 'PING', 'SET k v', 'GET k')).toBe('+PONG\r\n+OK\r\n$1\r\nv\r\n+OK\r\n');
    await redis.stop();
    await redis.stop();
    await expect(ask(redis.port, 'PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each<['no' | 'everysec' | 'always', string]>([
    ['no', '$-1'],
    ['always', '$1\r\nv'],
  ])('keeps after a kill what appendonly %s promises', async (appendonly, value) => {
    await using redis = await startRedis({ ...own, appendonly });
    await ask(redis.port, 'SET k v');
    await redis.kill();
    await expect(ask(redis.port, 'PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await redis.restart();
    expect(await ask(redis.port, 'GET k')).toBe(`${value}\r\n+OK\r\n`);
  });

  it('is set up as the settings say, and its URL has the password', async () => {
    await using primary = await startRedis({
      ...own,
      settings: { requirepass: 'p/w', 'maxmemory-policy': 'allkeys-lru' },
    });
    expect(primary.url).toBe(`redis://:p%2Fw@127.0.0.1:${primary.port}`);
    expect(await ask(primary.port, 'PING')).toContain('-NOAUTH');
    expect(await ask(primary.port, 'AUTH p/w', 'CONFIG GET maxmemory-policy')).toContain('allkeys-lru');
    await using replica = await startRedis({ ...own, settings: { replicaof: `127.0.0.1 ${primary.port}` } });
    expect(await ask(replica.port, 'ROLE')).toContain(`slave\r\n$9\r\n127.0.0.1\r\n:${primary.port}`);
  });

  it('freezes and goes on', async () => {
    await using redis = await startRedis(own);
    await redis.kill('SIGSTOP');
    const answer = ask(redis.port, 'PING');
    await redis.kill('SIGCONT');
    expect(await answer).toBe('+PONG\r\n+OK\r\n');
  });

  it('kills the server when the process exits', async () => {
    await using redis = await startRedis(own);
    const socket = connect(redis.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    const onExit = process.listeners('exit').at(-1)!;
    onExit(0);
    await new Promise(resolve => socket.once('close', resolve));
    await expect(ask(redis.port, 'PING')).rejects.toThrow(/ECONN|EPIPE/);
  });

  it('reads the environment of the process by default', async () => {
    await using redis = await startRedis();
    expect(redis.url).toMatch(env.REDIS_URL ?? /^redis:\/\/127\.0\.0\.1:\d+$/);
  });

  it('uses REDIS_URL as it is and leaves that server alone', async () => {
    await using real = await startRedis(own);
    const given: RedisServer = await startRedis({ environment: { REDIS_URL: real.url } });
    expect([given.url, given.port]).toEqual([real.url, real.port]);
    await expect(given.kill()).rejects.toThrow('not ours to kill or restart: unset REDIS_URL for this test.');
    await expect(given.restart()).rejects.toThrow('unset REDIS_URL');
    await given.stop();
    expect(await ask(real.port, 'PING')).toContain('PONG');
    expect((await startRedis({ environment: { REDIS_URL: 'redis://localhost' } })).port).toBe(6379);
  });

  it('refuses to set up a server that it was given', async () => {
    const given = startRedis({ environment: { REDIS_URL: 'redis://localhost' }, settings: { maxmemory: '32mb' } });
    await expect(given).rejects.toThrow('not ours to set up: give `environment: {}` beside `settings`.');
  });

  it('says which command helps where there is no such binary', async () => {
    const environment = { HELIX_REDIS_BIN: '/nowhere/redis' };
    await expect(startRedis({ environment })).rejects.toThrow(
      'startRedis found no /nowhere/redis: run `apt-get install -y redis-server`, or set REDIS_URL.',
    );
  });

  it('gives the last line of a server that does not come up', async () =>
    withFake('echo one; echo "out of luck"; exit 1', async binary => {
      await expect(startRedis({ environment: { HELIX_REDIS_BIN: binary } })).rejects.toThrow(
        `${binary} ended before it was ready. Its last line: "out of luck".`,
      );
    }));

  it('tries other ports where one is taken, and gives up after ten', async () =>
    withFake('echo "bind: Address already in use"; exit 1', async binary => {
      await expect(startRedis({ environment: { HELIX_REDIS_BIN: binary } })).rejects.toThrow(
        'startRedis found no free port in 10 attempts.',
      );
    }));

  it('says so where its port was taken before a restart', async () =>
    withFake(
      '[ -e "$0.up" ] && { echo "bind: Address already in use"; exit 1; }\ntouch "$0.up"; echo Ready to accept connections; exec sleep 60',
      async binary => {
        await using redis = await startRedis({ environment: { HELIX_REDIS_BIN: binary } });
        await expect(redis.restart()).rejects.toThrow(`could not restart: port ${redis.port} was taken meanwhile.`);
      },
    ));
});
