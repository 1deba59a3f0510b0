import { mockWebhook, type Step } from '@helix/testutil';
import type { WorkerEvent } from '@helix/reliability';
import { createApp } from './app.js';
import { configOf, startNotifier } from './testing/start-notifier.js';
import { until } from './testing/until.js';

/** A channel with these options, and one beside it that has none. */
const channels = (url: string, options: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}"${options} }
    other: { type: webhook, url: "${url}/other" }
`;

describe('what a channel’s configuration makes of its lane', () => {
  async function deliver(options: string, ...script: Step[]) {
    await using hook = await mockWebhook();
    hook.script(script);
    await using notifier = await startNotifier(channels(hook.url, options));
    const { json } = await notifier.call('/v1/notifications', { body: { title: 'a', channels: ['hook'] } });
    return (await notifier.when(json.id)).deliveries[0];
  }

  it('max_attempts: as often it is tried', async () => {
    const retry =
      ', retry: { max_attempts: 4, initial_delay: 1ms, max_delay: 1ms, backoff_multiplier: 1, jitter: none }';
    expect(await deliver(retry, 500, 500, 500, 500)).toMatchObject({
      state: 'failed',
      reason: 'server_error',
      attempt_count: 4,
    });
  });

  it('timeout: an attempt is cut, and called a timeout', async () => {
    expect(await deliver(', timeout: 50ms, retry: { max_attempts: 1 }', 'hang')).toMatchObject({
      state: 'failed',
      reason: 'timeout',
      attempts: [{ result: 'timeout', status: null }],
    });
  });

  it('rate_limit: what is over it stays, while another channel is served', async () => {
    await using hook = await mockWebhook();
    const limited = ', rate_limit: { max_per_second: 0.001, max_per_minute: 0.05, burst_size: 1 }';
    await using notifier = await startNotifier(channels(hook.url, limited));
    const post = () => notifier.call('/v1/notifications', { body: { title: 'a', channels: ['hook', 'other'] } });
    const ids = [(await post()).json.id, (await post()).json.id];
    await notifier.when(ids[0]);
    await hook.waitFor(3);
    const second = await notifier.when(ids[1], ({ deliveries }) => deliveries[1].state === 'delivered');
    expect(second.deliveries[0]).toMatchObject({ state: 'queued', attempt_count: 0 });
  });

  it.each([
    ['off', ', breaker: off', []],
    ['as configured', ', breaker: { min_calls: 1, open_for: 10m, max_open_for: 10m }', ['circuit_open']],
  ])('breaker %s: failures close the lane accordingly', async (_, options, expected) => {
    await using hook = await mockWebhook();
    hook.answer(500);
    const events: WorkerEvent[] = [];
    const retry = ', concurrency: 1, retry: { max_attempts: 1 }';
    const app = await createApp(configOf(channels(hook.url, options + retry)), event => events.push(event));
    await app.notifier.notify({ title: 'a', channels: ['hook'] });
    await until(
      () => events.map(({ kind }) => kind),
      kinds => kinds.includes('dead'),
    );
    await app.close();
    const closed = events.filter(event => event.kind === 'lane_closed').map(({ reason }) => reason);
    expect(closed).toEqual(expected);
  });

  it('without retry: a failure waits for another attempt, however often it failed', async () => {
    await using hook = await mockWebhook();
    hook.answer(500);
    await using notifier = await startNotifier(channels(hook.url, ''));
    const { json } = await notifier.call('/v1/notifications', { body: { title: 'a', channels: ['hook'] } });
    const entry = await notifier.when(json.id, ({ deliveries }) => deliveries[0].attempts.length >= 3);
    expect(entry).toMatchObject({ state: 'pending', deliveries: [{ reason: 'server_error' }] });
  });
});

describe('a notification', () => {
  it('that has expired before it left is a dead letter', async () => {
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(channels(hook.url, ''));
    const body = { title: 'a', channels: ['hook'], expires_at: '2020-01-01T00:00:00Z' };
    const { json } = await notifier.call('/v1/notifications', { body });
    expect(await notifier.when(json.id)).toMatchObject({
      state: 'failed',
      deliveries: [{ state: 'failed', reason: 'expired', attempt_count: 0 }],
    });
    expect(hook.count()).toBe(0);
  });

  it('that resolves a trouble goes where that trouble went, whatever the rules say', async () => {
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(`
${channels(hook.url, '')}
  rules: [{ name: Errors, condition: 'type==error', channels: [hook] }]
events:
  worker.connected: { dedup_key: "worker-{{ event.data.worker_id }}", status: resolved }
  worker.heartbeat_missed: { dedup_key: "worker-{{ event.data.worker_id }}" }
`);
    const post = (type: string, severity: string, worker_id: string) =>
      notifier.call('/v1/events', { body: { type, source: 'pool', severity, data: { worker_id } } });
    const missed = await post('worker.heartbeat_missed', 'error', 'w-1');
    await notifier.when(missed.json.ids[0]);
    const back = await post('worker.connected', 'info', 'w-1');
    expect(await notifier.when(back.json.ids[0])).toMatchObject({
      state: 'delivered',
      notification: { status: 'resolved', dedup_key: 'worker-w-1' },
      deliveries: [{ channel: 'hook', state: 'delivered', priority: 'low' }],
    });
    const other = await post('worker.connected', 'info', 'w-2');
    expect(await notifier.when(other.json.ids[0])).toMatchObject({ state: 'unrouted' });
    expect(hook.count()).toBe(2);
  });
});
