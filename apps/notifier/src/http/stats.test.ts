import { mockWebhook } from '@helix/testutil';
import { startNotifier } from '../testing/start-notifier.js';
import { until } from '../testing/until.js';

describe('GET /v1/stats', () => {
  it('counts deliveries and not attempts, for each channel', async () => {
    await using good = await mockWebhook();
    await using bad = await mockWebhook();
    good.script([500, 200, 200]);
    bad.script([400]);
    await using notifier = await startNotifier(`
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    good: { type: webhook, url: "${good.url}", retry: { initial_delay: 1ms } }
    bad: { type: webhook, url: "${bad.url}" }
    idle: { type: webhook, url: "${bad.url}" }
`);
    const post = (channels: string[]) => notifier.call('/v1/notifications', { body: { title: 'a', channels } });
    for (const { json } of [await post(['good', 'bad']), await post(['good'])]) await notifier.when(json.id);

    const never = { sent: 0, failed: 0, last_success: null, last_failure: null, avg_latency_ms: 0, p95_latency_ms: 0 };
    const { json } = await notifier.call('/v1/stats');
    expect(json).toEqual({
      total_sent: 2,
      total_failed: 1,
      by_channel: {
        good: {
          sent: 2,
          failed: 0,
          last_success: expect.stringMatching(/Z$/),
          last_failure: null,
          avg_latency_ms: expect.any(Number),
          p95_latency_ms: expect.any(Number),
        },
        bad: {
          sent: 0,
          failed: 1,
          last_success: null,
          last_failure: expect.stringMatching(/Z$/),
          avg_latency_ms: expect.any(Number),
          p95_latency_ms: expect.any(Number),
        },
        idle: never,
      },
      queue: { queue: 0, retry: 0, failed: 1, in_flight: 0, oldest_age_ms: 0 },
    });
    expect(json.by_channel.good.avg_latency_ms).toBeGreaterThan(0);
  });

  it('shows what is on its way and what waits after a failure', async () => {
    await using slow = await mockWebhook();
    await using down = await mockWebhook();
    slow.script(['hang']);
    down.answer(500);
    await using notifier = await startNotifier(`
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slow: { type: webhook, url: "${slow.url}", concurrency: 1 }
    down: { type: webhook, url: "${down.url}", retry: { initial_delay: 10m, max_delay: 10m, jitter: none } }
`);
    const post = (channels: string[]) => notifier.call('/v1/notifications', { body: { title: 'a', channels } });
    await post(['slow', 'down']);
    await post(['slow']);

    const { queue } = await until(
      async () => (await notifier.call('/v1/stats')).json,
      stats => stats.queue.retry === 1 && stats.queue.oldest_age_ms > 0,
    );
    expect(queue).toMatchObject({ queue: 1, retry: 1, failed: 0, in_flight: 1 });
    await slow.close();
  });
});
