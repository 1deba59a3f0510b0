import { mockSlack, mockWebhook } from '@helix/testutil';
import { startNotifier } from './testing/start-notifier.js';

const boom = {
  type: 'task.failed',
  source: 'demo',
  severity: 'error',
  data: { task_id: 't-1', error: 'boom' },
};

/** One webhook that everything goes to. */
const toHook = (url: string, more = '') => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}"${more} }
  rules:
    - { name: All, channels: [hook] }
`;

describe('an event that is posted', () => {
  it('reaches Slack once, with its title, its error and the icon of its type', async () => {
    await using slack = await mockSlack();
    await using notifier = await startNotifier(`
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slack: { webhook_url: "${slack.webhookUrl}" }
  rules:
    - { name: Task Failures, condition: 'type==error', channels: [slack] }
`);
    const { status, json } = await notifier.call('/v1/events', { body: boom });
    expect({ status, json }).toEqual({ status: 202, json: { accepted: 1, ids: [expect.any(String)], rejected: [] } });

    const entry = await notifier.when(json.ids[0]);
    expect(entry).toMatchObject({ state: 'delivered', deliveries: [{ channel: 'slack', attempt_count: 1 }] });
    expect(slack.requests()).toHaveLength(1);
    expect(slack.requests()[0]?.json).toMatchObject({ icon_emoji: ':x:' });
    expect(slack.messages()[0]?.text).toMatch(/Task Failed[^]*boom/);
  });

  it('is tried again after a 500: one delivery, two attempts, delivered', async () => {
    await using hook = await mockWebhook();
    hook.script([500, 200]);
    await using notifier = await startNotifier(toHook(hook.url, ', retry: { initial_delay: 1ms }'));
    const { json } = await notifier.call('/v1/events', { body: boom });

    const { state, deliveries } = await notifier.when(json.ids[0]);
    expect(state).toBe('delivered');
    expect(deliveries).toEqual([
      {
        id: `${json.ids[0]}:hook`,
        channel: 'hook',
        state: 'delivered',
        reason: null,
        priority: 'high',
        attempt_count: 2,
        next_attempt_at: null,
        attempts: [
          expect.objectContaining({ number: 1, result: 'server_error', status: 500, retry_after_ms: null }),
          expect.objectContaining({ number: 2, result: 'ok', status: 200, detail: null, retry_after_ms: null }),
        ],
        receipt: { at: expect.any(String), provider_id: null, url: null },
      },
    ]);
    expect(hook.count()).toBe(2);
  });

  it('is not tried again after a 400: one attempt, failed, the reason kept', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 400, body: 'no such field' }]);
    await using notifier = await startNotifier(toHook(hook.url));
    const { json } = await notifier.call('/v1/events', { body: boom });

    const { state, deliveries } = await notifier.when(json.ids[0]);
    expect(state).toBe('failed');
    expect(deliveries).toMatchObject([
      {
        state: 'failed',
        reason: 'invalid_request',
        attempt_count: 1,
        next_attempt_at: null,
        receipt: null,
        attempts: [
          { number: 1, result: 'invalid_request', status: 400, detail: expect.stringContaining('no such field') },
        ],
      },
    ]);
    expect(hook.count()).toBe(1);
  });

  it('waits as long as a 429 asks, and spends no attempt', async () => {
    await using hook = await mockWebhook();
    await using other = await mockWebhook();
    hook.script([{ status: 429, headers: { 'retry-after': '60' } }]);
    await using notifier = await startNotifier(`
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${hook.url}" }
    other: { type: webhook, url: "${other.url}" }
  rules:
    - { name: All, channels: [hook, other] }
`);
    const postedAt = Date.now();
    const { json } = await notifier.call('/v1/events', { body: boom });
    const { state, deliveries } = await notifier.when(json.ids[0], entry => entry.deliveries[0].attempts.length === 1);
    expect(state).toBe('pending');
    expect(deliveries[0]).toMatchObject({
      state: 'retrying',
      reason: 'rate_limited',
      attempt_count: 0,
      attempts: [{ number: 1, result: 'rate_limited', status: 429, retry_after_ms: 60_000 }],
    });
    expect(Date.parse(deliveries[0].next_attempt_at)).toBeGreaterThanOrEqual(postedAt + 60_000);
    expect(Date.parse(deliveries[0].next_attempt_at)).toBeLessThanOrEqual(Date.now() + 60_000);

    // The whole lane waits: when the next event has left by the other channel, this one was asked and let nothing go.
    await notifier.call('/v1/events', { body: boom });
    await other.waitFor(2);
    expect(hook.count()).toBe(1);
  });
});
