import { mockSlack, mockWebhook } from '@helix/testutil';
import { startNotifier, type TestNotifier } from '../testing/start-notifier.js';
import { until } from '../testing/until.js';

const oneHook = (url: string, options = '') => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}"${options} }
`;
const health = async (notifier: TestNotifier, name = 'hook') => {
  const { items } = (await notifier.call('/v1/channels')).json;
  return items.find((channel: { name: string }) => channel.name === name);
};
const post = async (notifier: TestNotifier) =>
  (await notifier.call('/v1/notifications', { body: { title: 'a', channels: ['hook'] } })).json.id as string;
const onlyDelivery = async (notifier: TestNotifier, id: string) =>
  (await notifier.call(`/v1/notifications/${id}`)).json.deliveries[0];

describe('GET /v1/channels', () => {
  it('shows each channel with its configuration, in the words of the file and without its secrets', async () => {
    await using slack = await mockSlack({ token: 'CANARY1' });
    await using notifier = await startNotifier(`
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slack: { webhook_url: "${slack.webhookUrl}", icon_emoji: ":wave:", templates: { title: "{{ title }}!" } }
    hook:
      type: webhook
      url: "https://example.com/CANARY2"
      headers: { X-My-Team: CANARY3 }
      auth_type: bearer
      auth_token: CANARY4
      payload_template: '{"a":"{{ title }}"}'
      signing_secrets: [whsec_${Buffer.from('CANARY5'.padEnd(32)).toString('base64')}]
    off: { type: webhook, enabled: false }
    empty: { type: slack, webhook_url: "" }
`);
    const { status, text, json } = await notifier.call('/v1/channels');
    expect({ status, cursor: json.cursor }).toEqual({ status: 200, cursor: null });
    const well = {
      enabled: true,
      reason: null,
      paused: null,
      breaker: { state: 'closed', reason: null, until: null },
      limiter: { available: null, wait_ms: 0 },
      waiting: 0,
      last_error: null,
    };
    expect(json.items).toEqual([
      {
        ...well,
        name: 'slack',
        type: 'slack',
        label: 'Slack',
        config: {
          webhook_url: `${new URL(slack.webhookUrl).origin}/***`,
          icon_emoji: ':wave:',
          templates: { title: '{{ title }}!' },
        },
      },
      {
        ...well,
        name: 'hook',
        type: 'webhook',
        label: 'Webhook',
        config: expect.objectContaining({
          url: 'https://example.com/***',
          headers: { 'X-My-Team': '***' },
          auth_type: 'bearer',
          auth_token: '***',
          payload_template: '{"a":"{{ title }}"}',
          signing_secrets: ['***'],
          verify_ssl: true,
        }),
      },
      {
        ...well,
        name: 'off',
        type: 'webhook',
        label: 'Webhook',
        enabled: false,
        reason: 'enabled: false',
        config: null,
      },
      expect.objectContaining({ name: 'empty', enabled: false, reason: 'webhook_url is empty', config: null }),
    ]);
    expect(text).not.toContain('CANARY');
  });

  it('tells the last error', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 400, body: 'no such field' }]);
    await using notifier = await startNotifier(oneHook(hook.url));
    await notifier.when(await post(notifier));
    expect((await health(notifier)).last_error).toEqual({
      at: expect.stringMatching(/Z$/),
      code: 'invalid_request',
      status: 400,
      detail: expect.stringContaining('no such field'),
    });
    hook.script(['reset']);
    await post(notifier);
    await until(
      () => health(notifier),
      ({ last_error }) => last_error.code === 'network',
    );
    expect((await health(notifier)).last_error).toMatchObject({ status: null });
  });

  it('tells how long a 429 closes its limiter, and what waits behind it says so', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 429, headers: { 'retry-after': '60' } }]);
    await using notifier = await startNotifier(oneHook(hook.url));
    await post(notifier);
    const channel = await until(
      () => health(notifier),
      ({ limiter }) => limiter.wait_ms > 0,
    );
    expect(channel.limiter.wait_ms).toBeLessThanOrEqual(60_000);
    const behind = await post(notifier);
    const delivery = await onlyDelivery(notifier, behind);
    expect(delivery).toMatchObject({ state: 'queued', reason: 'rate_limited', attempt_count: 0 });
    expect(Date.parse(delivery.next_attempt_at)).toBeGreaterThan(Date.now());
  });
});

describe('a channel that is paused', () => {
  it('sends nothing until it is resumed, and says why, by whom and since when', async () => {
    await using hook = await mockWebhook();
    const keys = 'server: { api_keys: [{ name: ada, key: k, scopes: [operate, read, events:write] }] }';
    await using notifier = await startNotifier(`${keys}\n${oneHook(hook.url)}`);
    const headers = { authorization: 'Bearer k' };
    const call = (path: string, body?: object) => notifier.call(path, { method: body ? 'POST' : 'GET', body, headers });

    const paused = { reason: 'planned work', by: 'ada', since: expect.stringMatching(/Z$/), until: null };
    expect(await call('/v1/channels/hook/pause', { reason: 'planned work' })).toMatchObject({
      status: 200,
      json: { name: 'hook', paused, waiting: 0 },
    });
    const { id } = (await call('/v1/notifications', { title: 'a', channels: ['hook'] })).json;
    expect((await call(`/v1/notifications/${id}`)).json.deliveries).toMatchObject([
      { state: 'queued', reason: 'paused', next_attempt_at: null, attempt_count: 0 },
    ]);
    expect((await call('/v1/channels')).json.items).toMatchObject([{ paused, waiting: 1 }]);

    expect(await call('/v1/channels/hook/resume', {})).toMatchObject({ status: 200, json: { paused: null } });
    await until(
      async () => (await call(`/v1/notifications/${id}`)).json.state,
      state => state === 'delivered',
    );
    expect(hook.count()).toBe(1);
  });

  it('until a time is resumed by itself', async () => {
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(oneHook(hook.url));
    const until = new Date(Date.now() + 600).toISOString();
    const { json } = await notifier.call('/v1/channels/hook/pause', { body: { until } });
    expect(json.paused).toMatchObject({ reason: null, by: 'api', until });
    const id = await post(notifier);
    expect(await onlyDelivery(notifier, id)).toMatchObject({ reason: 'paused', next_attempt_at: until });
    expect(await notifier.when(id)).toMatchObject({ state: 'delivered' });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
  });

  it('needs no body', async () => {
    await using notifier = await startNotifier(oneHook('https://example.com'));
    expect(await notifier.call('/v1/channels/hook/pause', { method: 'POST' })).toMatchObject({
      status: 200,
      json: { paused: { reason: null, until: null } },
    });
  });

  it.each([
    [{ until: '2020-01-01T00:00:00Z' }, 'until'],
    [{ until: 'noon' }, 'until'],
    [{ reason: 1 }, 'reason'],
    [{ reasn: 'x' }, 'reasn'],
  ])('is not paused by %j', async (body, path) => {
    await using notifier = await startNotifier(oneHook('https://example.com'));
    const { status, json } = await notifier.call('/v1/channels/hook/pause', { body });
    expect({ status, errors: json.errors }).toMatchObject({ status: 400, errors: [{ path }] });
    expect((await health(notifier)).paused).toBeNull();
  });

  it.each(['pause', 'resume', 'test'])('is not one that nobody has: %s', async verb => {
    await using notifier = await startNotifier('# nothing');
    for (const name of ['nobody', 'constructor'])
      expect(await notifier.call(`/v1/channels/${name}/${verb}`, { method: 'POST' })).toMatchObject({
        status: 404,
        json: { code: 'not_found', detail: `there is no channel "${name}"` },
      });
  });
});

describe('a channel whose breaker is open', () => {
  it('says why and until when, as what waits for it does; to resume it ends that', async () => {
    await using hook = await mockWebhook();
    hook.script([401]);
    await using notifier = await startNotifier(oneHook(hook.url));
    const id = await post(notifier);
    const { breaker } = await until(
      () => health(notifier),
      channel => channel.breaker.state === 'open',
    );
    expect(breaker).toMatchObject({ reason: 'unauthorized', until: expect.stringMatching(/Z$/) });
    const behind = await post(notifier);
    expect(await onlyDelivery(notifier, behind)).toMatchObject({
      state: 'queued',
      reason: 'unauthorized',
      next_attempt_at: breaker.until,
    });
    await notifier.call('/v1/channels/hook/resume', { method: 'POST' });
    for (const one of [id, behind]) expect(await notifier.when(one)).toMatchObject({ state: 'delivered' });
    expect((await health(notifier)).breaker).toEqual({ state: 'closed', reason: null, until: null });
  });

  it('of failures holds what is due sooner, and nothing that waits longer by itself', async () => {
    await using hook = await mockWebhook();
    hook.answer(500);
    const options =
      ', breaker: { min_calls: 1, open_for: 5m, max_open_for: 5m }, retry: { initial_delay: 10m, max_delay: 10m, jitter: none }';
    await using notifier = await startNotifier(oneHook(hook.url, options));
    const tried = await post(notifier);
    await until(
      () => health(notifier),
      ({ breaker }) => breaker.state === 'open',
    );
    const entry = await notifier.when(tried, ({ deliveries }) => deliveries[0].state === 'retrying');
    expect(entry.deliveries).toMatchObject([{ reason: 'server_error' }]);
    expect(await onlyDelivery(notifier, await post(notifier))).toMatchObject({ reason: 'circuit_open' });
  });
});

describe('POST /v1/channels/:name/test', () => {
  it('sends a real message, and tells how it went', async () => {
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(oneHook(hook.url));
    expect(await notifier.call('/v1/channels/hook/test', { method: 'POST' })).toMatchObject({
      status: 200,
      json: {
        ok: true,
        duration_ms: expect.any(Number),
        receipt: { at: expect.stringMatching(/Z$/), provider_id: null, url: null },
        error: null,
      },
    });
    expect(hook.bodies()).toMatchObject([{ title: 'Test of Helix notifications', type: 'info' }]);
  });

  it('tells what the provider refused, and what kept it from being asked', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 401, body: 'who are you' }, 'reset']);
    await using notifier = await startNotifier(oneHook(hook.url));
    const test = () => notifier.call('/v1/channels/hook/test', { method: 'POST' });
    expect(await test()).toMatchObject({
      status: 200,
      json: {
        ok: false,
        receipt: null,
        error: { code: 'unauthorized', status: 401, detail: expect.stringContaining('who are you') },
      },
    });
    expect((await test()).json.error).toMatchObject({ code: 'network', status: null });
  });

  it('closes the breaker where the message was taken', async () => {
    await using hook = await mockWebhook();
    hook.script([401]);
    await using notifier = await startNotifier(oneHook(hook.url));
    const id = await post(notifier);
    await until(
      () => health(notifier),
      ({ breaker }) => breaker.state === 'open',
    );
    await notifier.call('/v1/channels/hook/test', { method: 'POST' });
    expect(await notifier.when(id)).toMatchObject({ state: 'delivered' });
  });

  it('does not send through one that is turned off', async () => {
    await using notifier = await startNotifier('notifications: { channels: { slack: { webhook_url: "" } } }');
    expect(await notifier.call('/v1/channels/slack/test', { method: 'POST' })).toMatchObject({
      status: 422,
      json: { code: 'conflict', detail: 'channel "slack" is turned off: webhook_url is empty' },
    });
  });
});
