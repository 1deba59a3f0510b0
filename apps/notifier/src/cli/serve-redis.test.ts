import { mockWebhook, startRedis, toxicProxy } from '@helix/testutil';
import { call } from '../testing/call.js';
import { run, start } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';
import { until } from '../testing/until.js';

const onRedis = (port: number, more = '') =>
  `server: { port: 0 }\nqueue: { driver: redis, url: "redis://:CANARY@127.0.0.1:${port}", confirm: none }\n${more}`;
const secured = { requirepass: 'CANARY' };

describe('serve with its queue in Redis', () => {
  it('says where that is without its password, delivers, and ends well although Redis went away', async () => {
    await using redis = await startRedis({ settings: secured, environment: {} });
    await using hook = await mockWebhook();
    const channels = `network: { allow: ["127.0.0.1"] }\nnotifications: { channels: { hook: { type: webhook, url: "${hook.url}" } } }`;
    await using file = await temporaryFile('helix.yaml', onRedis(redis.port, channels));
    const serving = start('serve', '--config', file.path);
    const out = await serving.until(/ready on/);
    const where = `queue: redis at 127.0.0.1:${redis.port}, under helix:notifications; accepted means confirmed by none\n`;
    expect(out).toMatch(new RegExp(`^${where}helix-notifier is ready on `));
    const [, url] = /ready on (\S+)/.exec(out) ?? [];
    const { json } = await call(`${url}/v1/notifications`, { body: { title: 'a', channels: ['hook'] } });
    const read = async () => (await call(`${url}/v1/notifications/${json.id}`)).json.state as string;
    await until(read, state => state === 'delivered');

    await redis.kill();
    const stopped = await serving.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.out).toMatch(/\nstopped; the queue cannot be asked, so how many still wait is not known$/);
    expect(stopped.out + stopped.err).not.toContain('CANARY');
  });

  it('listens while Redis cannot be reached, and says when it is ready', async () => {
    await using redis = await startRedis({ settings: secured, environment: {} });
    await using proxy = await toxicProxy({ target: redis });
    const connectable = proxy.add({ kind: 'refuse' });
    await using file = await temporaryFile('helix.yaml', onRedis(proxy.port));
    const serving = start('serve', '--config', file.path);
    const out = await serving.until(
      /listening on .*; the queue cannot be reached yet, and requests get 503 until it is$/,
    );
    expect(out).not.toContain('ready');
    const [, url] = /listening on ([^;]+);/.exec(out) ?? [];
    expect((await call(`${url}/readyz`)).status).toBe(503);
    connectable();
    await serving.until(`helix-notifier is ready on ${url}`);
    expect((await call(`${url}/readyz`)).status).toBe(200);
    expect((await serving.stop()).code).toBe(0);
  });

  it('does not start on one that may lose what was accepted', async () => {
    await using redis = await startRedis({
      settings: { ...secured, 'maxmemory-policy': 'allkeys-lru' },
      environment: {},
    });
    await using file = await temporaryFile('helix.yaml', onRedis(redis.port));
    const { code, out, err } = await run('serve', '--config', file.path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^queue: Redis evicts .* CONFIG SET maxmemory-policy noeviction[^\n]*$/);
  });

  it('ends where it turns out later to be such a one', async () => {
    await using redis = await startRedis({
      settings: { ...secured, 'maxmemory-policy': 'allkeys-lru' },
      environment: {},
    });
    await using proxy = await toxicProxy({ target: redis });
    const connectable = proxy.add({ kind: 'refuse' });
    await using file = await temporaryFile('helix.yaml', onRedis(proxy.port));
    const serving = start('serve', '--config', file.path);
    const out = await serving.until(/listening on/);
    connectable();
    const { code, err } = await serving.ended();
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^queue: Redis evicts /) });
    const [, url] = /listening on ([^;]+);/.exec(out) ?? [];
    await expect(call(`${url}/healthz`)).rejects.toThrow('ECONNREFUSED');
  });
});
