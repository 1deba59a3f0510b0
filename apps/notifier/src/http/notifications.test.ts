import { mockSlack, mockWebhook } from '@helix/testutil';
import { startNotifier } from '../testing/start-notifier.js';

/** Two channels that work, and one that is turned off; everything of type error goes to all three. */
const three = (slackUrl: string, hookUrl: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slack: { webhook_url: "${slackUrl}" }
    hook: { type: webhook, url: "${hookUrl}", retry: { max_attempts: 2, initial_delay: 1ms } }
    mail: { type: webhook, enabled: false }
  rules:
    - { name: Errors, condition: 'type==error', channels: [slack, hook, mail], priority: urgent }
    - { name: Off, condition: 'type==warning', channels: [mail] }
`;

async function startThree() {
  const slack = await mockSlack();
  const hook = await mockWebhook();
  const notifier = await startNotifier(three(slack.webhookUrl, hook.url));
  return {
    slack,
    hook,
    notifier,
    post: (body: object | string, headers = {}) => notifier.call('/v1/notifications', { body, headers }),
    async [Symbol.asyncDispose]() {
      await notifier[Symbol.asyncDispose]();
      await Promise.all([slack.close(), hook.close()]);
    },
  };
}

describe('POST /v1/notifications', () => {
  it('answers the id and what will be delivered', async () => {
    await using it = await startThree();
    const { status, json } = await it.post({ title: 'Disk full', id: 'disk-1', channels: ['hook', 'slack'] });
    expect({ status, json }).toEqual({
      status: 202,
      json: {
        id: 'disk-1',
        deliveries: [
          { id: 'disk-1:hook', channel: 'hook' },
          { id: 'disk-1:slack', channel: 'slack' },
        ],
      },
    });
  });

  it('keeps every field, and takes null for what is absent', async () => {
    await using it = await startThree();
    const given = {
      title: 'Disk full',
      message: 'sda',
      type: 'alert',
      priority: 'urgent',
      status: 'resolved',
      dedup_key: 'disk',
      metadata: { a: [1, null, { b: true }] },
      source: 'node-7',
      url: 'https://example.com/',
      expires_at: '2126-01-31T12:00:00Z',
    };
    const { json } = await it.post(given);
    const entry = await it.notifier.when(json.id);
    expect(entry.notification).toEqual({ ...given, created_at: expect.any(String), event: null });

    const absent = Object.fromEntries(Object.keys(given).map(key => [key, null]));
    const least = await it.post({ ...absent, title: 'Least', id: null, channels: null });
    expect((await it.notifier.when(least.json.id)).notification).toMatchObject({
      title: 'Least',
      message: '',
      type: 'info',
      priority: 'medium',
      status: 'firing',
      dedup_key: null,
      metadata: {},
      expires_at: null,
    });
  });

  it('names every field that is wrong', async () => {
    await using it = await startThree();
    const body = {
      title: '',
      id: 'no spaces',
      message: 1,
      type: 'bad',
      priority: 'top',
      status: 'open',
      metadata: [],
      channels: 'slack',
      dedup_key: '',
      source: 1,
      url: 'nowhere',
      expires_at: 'never',
      tilte: 'x',
    };
    const { status, json } = await it.post(body);
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(json.errors.map(({ path }: { path: string }) => path).sort()).toEqual(Object.keys(body).sort());
    expect(json.errors).toContainEqual({ path: 'tilte', message: "is not a known key; did you mean 'title'?" });
  });

  it.each([
    ['{}', 'title: is required'],
    ['{"title":"\\u0007"}', 'title: must not be empty'],
    ['{"title":"a","channels":["slack",1]}', 'channels[1]: expected string, received number'],
    ['[]', 'the body: expected object, received array'],
    [
      '{"title":"a","metadata":{"deep":{"x":1}},"channels":["slak"]}',
      'channels: there is no channel "slak"; did you mean "slack"?',
    ],
  ])('refuses %s in one sentence', async (body, detail) => {
    await using it = await startThree();
    const { status, json } = await it.post(body);
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(json.detail).toBe(detail);
    expect(json.errors).toHaveLength(1);
    expect(it.slack.count()).toBe(0);
  });

  it('accepts nothing while the queue is full, and says when to come again', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using notifier = await startNotifier(`
queue: { max_size: 1 }
network: { allow: ["127.0.0.1"] }
notifications: { channels: { hook: { type: webhook, url: "${hook.url}" } } }
`);
    const post = () => notifier.call('/v1/notifications', { body: { title: 'a', channels: ['hook'] } });
    expect((await post()).status).toBe(202);
    const answer = await post();
    expect(answer).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    expect(answer.headers['retry-after']).toBe('1');
    await hook.close();
  });
});

describe('a notification that comes again', () => {
  it.each([
    ['under its Idempotency-Key', {}, { 'idempotency-key': 'k-1' }],
    ['under its id', { id: 'disk-1' }, {}],
  ])('%s gets the same answer and is delivered once', async (_, id, headers) => {
    await using it = await startThree();
    const body = { title: 'Disk full', channels: ['hook'], ...id };
    const first = await it.post(body, headers);
    await it.notifier.when(first.json.id);
    const again = await it.post({ ...id, channels: ['hook'], title: 'Disk full' }, headers);
    expect(again.status).toBe(202);
    expect(again.json).toEqual(first.json);
    await it.notifier.when(again.json.id);
    expect(it.hook.count()).toBe(1);

    const other = await it.post({ ...body, title: 'Another' }, headers);
    expect(other).toMatchObject({ status: 422, json: { code: 'conflict' } });
    expect(other.json.detail).toContain(first.json.id);
    expect(it.hook.count()).toBe(1);
  });

  it.each([{}, { 'idempotency-key': '' }])(
    'without either, or with an empty key, is another one: %j',
    async headers => {
      await using it = await startThree();
      const [one, two] = [await it.post({ title: 'a' }, headers), await it.post({ title: 'b' }, headers)];
      expect([one.status, two.status]).toEqual([202, 202]);
      expect(one.json.id).not.toBe(two.json.id);
    },
  );
});

describe('GET /v1/notifications/:id', () => {
  it('finds ids of every length that is accepted', async () => {
    await using it = await startThree();
    const id = 'n'.repeat(128);
    await it.post({ title: 'a', id });
    expect(await it.notifier.call(`/v1/notifications/${id}`)).toMatchObject({ status: 200, json: { id } });
  });

  it.each([
    ['unrouted', { title: 'a', type: 'info' }, [], []],
    ['suppressed', { title: 'a', type: 'warning' }, [], [['mail', 'suppressed', 'channel_disabled', 0]]],
    [
      'delivered',
      { title: 'a', type: 'error' },
      [],
      [
        ['slack', 'delivered', null, 1],
        ['hook', 'delivered', null, 1],
        ['mail', 'suppressed', 'channel_disabled', 0],
      ],
    ],
    [
      'partial',
      { title: 'a', channels: ['slack', 'hook'] },
      [400],
      [
        ['slack', 'delivered', null, 1],
        ['hook', 'failed', 'invalid_request', 1],
      ],
    ],
    ['failed', { title: 'a', channels: ['hook'] }, [500, 503], [['hook', 'failed', 'server_error', 2]]],
    ['delivered', { title: 'a', channels: ['hook', 'hook'] }, [], [['hook', 'delivered', null, 1]]],
    ['suppressed', { title: 'a', channels: ['mail'] }, [], [['mail', 'suppressed', 'channel_disabled', 0]]],
    ['unrouted', { title: 'a', channels: [] }, [], []],
  ] as const)('tells that it is %s: %j, after %j', async (state, body, script, deliveries) => {
    await using it = await startThree();
    it.hook.script(script);
    const { json } = await it.post(body);
    const entry = await it.notifier.when(json.id);
    expect(entry.state).toBe(state);
    const told = entry.deliveries.map((delivery: Record<string, unknown>) => [
      delivery.channel,
      delivery.state,
      delivery.reason,
      delivery.attempt_count,
    ]);
    expect(told).toEqual(deliveries);
  });

  it('tells the priority of the rule for each delivery, and the notification’s own', async () => {
    await using it = await startThree();
    const { json } = await it.post({ title: 'a', type: 'error', priority: 'low' });
    const { notification, deliveries } = await it.notifier.when(json.id);
    expect(notification.priority).toBe('low');
    expect(deliveries.slice(0, 2)).toMatchObject([{ priority: 'urgent' }, { priority: 'urgent' }]);
    expect(it.hook.bodies()).toMatchObject([{ priority: 'urgent' }]);
  });

  it('tells why a connection failed', async () => {
    await using it = await startThree();
    it.hook.script(['reset', 'reset']);
    const { json } = await it.post({ title: 'a', channels: ['hook'] });
    const { deliveries } = await it.notifier.when(json.id);
    expect(deliveries[0]).toMatchObject({
      reason: 'network',
      attempts: [
        { result: 'network', status: null, detail: expect.stringContaining('cut the connection') },
        { result: 'network', status: null },
      ],
    });
  });
});
