import { startRedis, tlsFixture, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { redisLink, type RedisOption } from './link.js';

const db = { name: 'db', source: "redis.call('SET', KEYS[1], ARGV[1])" };

/** Speaks TLS in front of a server that does not. */
async function tlsFor({ port }: RedisServer) {
  const server = createServer(tlsFixture, socket => {
    const inner = connect(port, '127.0.0.1').on('error', () => socket.destroy());
    socket
      .on('error', () => inner.destroy())
      .pipe(inner)
      .pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: async () => void server.close() };
}

describe('what redisLink can be given', () => {
  it.each(['redis://127.0.0.1:PORT/5', '127.0.0.1:PORT?db=5'])('%s', async pattern => {
    await using redis = await startRedis({ environment: {} });
    const link = redisLink({ redis: pattern.replace('PORT', String(redis.port)), confirm: 'none' });
    await link.run(db, ['{t}'], ['here']);
    const client = new Redis(redis.url, { db: 5 });
    expect(await client.get('{t}')).toBe('here');
    await Promise.all([client.quit(), link.close()]);
  });

  it('the path of a socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'helix-socket-'));
    const unixsocket = join(folder, 'redis.sock');
    await using redis = await startRedis({ environment: {}, settings: { unixsocket } });
    const link = redisLink({ redis: unixsocket, confirm: 'none' });
    await link.ready();
    await link.close();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  it.each<[string, (port: number) => RedisOption]>([
    ['a URL', port => `rediss://127.0.0.1:${port}`],
    ['a client', port => new Redis({ port, tls: { host: '127.0.0.1' }, lazyConnect: true })],
  ])('%s that speaks TLS, which refuses a certificate that it does not know', async (_, given) => {
    await using redis = await startRedis({ environment: {} });
    await using tls = await tlsFor(redis);
    const link = redisLink({ redis: given(tls.port), confirm: 'none', deadlineMs: 1_000 });
    await expect(link.run(db, ['{t}'], ['a'])).rejects.toThrow(/Redis is away \(self-signed certificate\)/);
    await link.close();
  });

  it('a client with the certificate that it trusts', async () => {
    await using redis = await startRedis({ environment: {} });
    await using tls = await tlsFor(redis);
    const given = new Redis({
      host: 'localhost',
      port: tls.port,
      family: 4,
      tls: { ca: tlsFixture.cert },
      lazyConnect: true,
    });
    const link = redisLink({ redis: given, confirm: 'none' });
    await link.ready();
    await link.close();
  });
});
