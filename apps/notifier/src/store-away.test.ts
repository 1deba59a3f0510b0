import { mockWebhook, startRedis } from '@helix/testutil';
import { startNotifier, type TestNotifier } from './testing/start-notifier.js';
import { until } from './testing/until.js';

const event = { type: 'task.failed', source: 'demo' };
const toHook = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels: { hook: { type: webhook, url: "${url}" } }
  rules: [{ name: All, channels: [hook] }]
`;
const onRedis = ({ url }: { readonly url: string }) => ({
  HELIX_QUEUE_DRIVER: 'redis',
  HELIX_QUEUE_URL: url,
  HELIX_QUEUE_CONFIRM: 'none',
});
const away = { status: 503, json: { code: 'store_unavailable' } };
const statusOf = (notifier: TestNotifier, path: string) => async () => (await notifier.call(path)).status;

describe('a notifier whose store is Redis', () => {
  it('takes nothing while Redis is away, says when to come again, and goes on by itself', async () => {
    await using redis = await startRedis({ appendonly: 'always', environment: {} });
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(toHook(hook.url), onRedis(redis));
    const first = await notifier.call('/v1/events', { body: { ...event, id: 'e-1' } });
    const [id] = first.json.ids;
    expect(await notifier.when(id)).toMatchObject({ state: 'delivered' });
    expect((await notifier.call('/readyz')).status).toBe(200);

    await redis.kill();
    const refused = await notifier.call('/v1/events', { body: event });
    expect(refused).toMatchObject(away);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    for (const path of ['/readyz', '/v1/stats', '/v1/channels', '/v1/dead-letters', `/v1/notifications/${id}`]) {
      const answer = await notifier.call(path);
      expect(answer).toMatchObject(away);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect((await notifier.call('/healthz')).status).toBe(200);

    await redis.restart();
    await until(statusOf(notifier, '/readyz'), status => status === 200);
    const again = await notifier.call('/v1/events', { body: [{ ...event, id: 'e-1' }, event] });
    expect(again).toMatchObject({ status: 202, json: { accepted: 2, ids: [id, expect.any(String)] } });
    expect(await notifier.when(again.json.ids[1])).toMatchObject({ state: 'delivered' });
    expect(hook.count()).toBe(2);
  });

  it('listens while Redis is away from the start, and is ready when it comes', async () => {
    await using redis = await startRedis({ environment: {} });
    await redis.kill();
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(toHook(hook.url), onRedis(redis));
    expect((await notifier.call('/healthz')).status).toBe(200);
    for (const answer of [await notifier.call('/readyz'), await notifier.call('/v1/events', { body: event })]) {
      expect(answer).toMatchObject(away);
      expect(answer.headers['retry-after']).toBe('1');
    }
    await redis.restart();
    await until(statusOf(notifier, '/readyz'), status => status === 200);
    const { json } = await notifier.call('/v1/events', { body: event });
    expect(await notifier.when(json.ids[0])).toMatchObject({ state: 'delivered' });
  });

  it('answers what is asked while Redis hangs within its deadline, and goes on when it no longer does', async () => {
    await using redis = await startRedis({ environment: {} });
    await using notifier = await startNotifier('# nothing', onRedis(redis));
    const post = () => notifier.call('/v1/events', { body: event });
    expect((await post()).status).toBe(202);
    await redis.kill('SIGSTOP');
    const answers = await Promise.all(Array.from({ length: 50 }, post));
    await redis.kill('SIGCONT');
    for (const answer of answers) expect(answer).toMatchObject(away);
    await until(
      async () => (await post()).status,
      status => status === 202,
    );
  });

  it('is stopped without it, from the start and after a while', async () => {
    await using redis = await startRedis({ environment: {} });
    const notifier = await startNotifier('# nothing', onRedis(redis));
    await redis.kill();
    await notifier[Symbol.asyncDispose]();
    const other = await startNotifier('# nothing', onRedis(redis));
    await other[Symbol.asyncDispose]();
  });
});
