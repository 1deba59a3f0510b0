import { notify, type Delivery } from '@helix/notify-core';
import { channelChecks, httpChecks, type Subject } from '@helix/notify-core/checks';
import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { webhook } from './index.js';

const signingSecret = (text: string) => `whsec_${Buffer.from(text.padEnd(24)).toString('base64')}`;

const subject: Subject<MockWebhook> = {
  it,
  type: webhook,
  start: () => mockWebhook(),
  options: ({ url }, secret) => ({
    url: `${url}/${secret}`,
    headers: { 'X-Custom': secret },
    authType: 'basic',
    username: 'helix',
    password: secret,
    signingSecrets: [signingSecret(secret)],
  }),
};
describe('the checks of every channel', () => channelChecks(subject));
describe('the checks of every channel, with a payload template', () => {
  const payloadTemplate = '{"title": "{{ title }}", "text": "{{ message }}", "metadata": {{ metadata }} }';
  channelChecks({ ...subject, options: (...given) => ({ ...subject.options(...given), payloadTemplate }) });
});
describe('the checks of every HTTP channel', () => httpChecks(subject));

let mock: MockWebhook;
beforeAll(async () => (mock = await mockWebhook({ methods: ['POST', 'PUT', 'PATCH'] })));
afterEach(() => mock.reset());
afterAll(() => mock.close());

const network = { network: { allow: ['127.0.0.1'] } };
const input = { title: 'Task Failed', message: 'boom', type: 'error', metadata: { task: { id: 't-1' } } } as const;
async function received(
  options: Partial<Parameters<typeof webhook>[0]> = {},
  given: Parameters<typeof notify>[1] = input,
) {
  await notify(webhook({ url: mock.url, ...options }, network), given);
  return mock.requests().at(-1)!;
}

describe('the request', () => {
  it('is the notification as JSON, sent with POST', async () => {
    const { method, headers, json } = await received();
    expect(json).toEqual({ ...input, priority: 'medium' });
    expect(method).toBe('POST');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'helix-notifications' });
  });

  it.each(['PUT', 'PATCH'] as const)('is sent with %s where that is wanted', async method => {
    expect((await received({ method })).method).toBe(method);
  });

  it('goes to the path and query of the address', async () => {
    expect((await received({ url: `${mock.url}/hooks/helix?key=a%20b` })).path).toBe('/hooks/helix?key=a%20b');
  });

  it('shows the priority of the delivery', async () => {
    const delivery = { id: 'n_1:hook', channel: 'hook', priority: 'urgent', attempt: 1 } as const;
    const notification = {
      ...input,
      id: 'n_1',
      priority: 'low',
      status: 'firing',
      createdAt: '2026-01-31T12:00:00.000Z',
    } as const;
    expect(webhook({ url: mock.url }).preview({ ...delivery, notification })).toMatchObject({
      body: { priority: 'urgent' },
    });
  });

  it('has the title and message of the templates', async () => {
    const { json } = await received({
      templates: { title: '{{ type }}: {{ title }}', message: '{{ metadata.task.id }}' },
    });
    expect(json).toMatchObject({ title: 'error: Task Failed', message: 't-1' });
  });

  it('keeps every kind of metadata, cleans its texts and keys', async () => {
    const metadata = { list: [1, true, null, 'a\u0000b'], 'k\ud800': { deep: '\udc00' } };
    const { body } = await received({}, { ...input, metadata });
    expect(JSON.parse(body).metadata).toEqual({ list: [1, true, null, 'ab'], 'k\ufffd': { deep: '\ufffd' } });
  });
});

describe('a payload template', () => {
  it('is sent byte for byte as it was rendered', async () => {
    const payloadTemplate = '{ "event": "helix",\n\t"title":  "{{ title }}", "metadata": {{ metadata | json }} }\n';
    const { body, headers } = await received({ payloadTemplate });
    expect(body).toBe('{ "event": "helix",\n\t"title":  "Task Failed", "metadata": {"task":{"id":"t-1"}} }\n');
    expect(headers['content-type']).toBe('application/json');
  });

  it.each(['","admin":true,"x":"', '"}', '\\', '\n\t', '{{ metadata }}', '\u2028</script>'])(
    'cannot be broken out of by the text %j',
    async message => {
      const { json } = await received({ payloadTemplate: '{"text":"{{ message }}"}' }, { ...input, message });
      expect(json).toEqual({ text: message });
    },
  );

  it.each([
    ['{"a": {{ title }', 'payloadTemplate: '],
    ['{"a": "{{ titel }}"}', 'title'],
    ['{"a": "{{.Title}}"}', 'write {{ title }}'],
    ['title: {{ title }}', 'JSON'],
  ])('%s is refused when the channel is made', (payloadTemplate, message) => {
    expect(() => webhook({ url: mock.url, payloadTemplate })).toThrow(message);
  });
});

describe('the answer', () => {
  it.each([200, 201, 202, 204, 299])('%d is success', async status => {
    mock.script([status]);
    await expect(notify(webhook({ url: mock.url }, network), input)).resolves.toEqual({
      at: expect.any(String),
      status,
    });
  });

  it.each([
    [403, 'invalid_request', false],
    [404, 'not_found', false],
    [408, 'timeout', true],
    [409, 'server_error', true],
    [410, 'misconfigured', false],
    [418, 'invalid_request', false],
    [425, 'server_error', true],
    [302, 'misconfigured', false],
  ])('%d fails as %s', async (status, code, retryable) => {
    mock.script([status]);
    await expect(notify(webhook({ url: mock.url }, network), input)).rejects.toMatchObject({ code, retryable, status });
  });
});

describe('what is shown', () => {
  const options = {
    url: 'https://api.example.com/hooks/path-secret?token=query-secret',
    headers: { 'X-Team': 'header-secret' },
    authType: 'bearer',
    authToken: 'token-secret',
    signingSecrets: [signingSecret('signing-secret')],
  } as const;
  const delivery: Delivery = {
    id: 'n_1:ops',
    channel: 'ops',
    priority: 'high',
    attempt: 1,
    notification: { ...input, id: 'n_1', priority: 'high', status: 'firing', createdAt: '2026-01-31T12:00:00.000Z' },
  };

  it('is the exact request, its secrets masked and what only sending can tell left open', () => {
    expect(webhook({ ...options, signingSecrets: [...options.signingSecrets] }).preview(delivery)).toEqual({
      method: 'POST',
      url: 'https://api.example.com/***',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'helix-notifications',
        'X-Team': '***',
        Authorization: 'Bearer ***',
        'webhook-id': 'n_1:ops',
        'webhook-timestamp': '‹…›',
        'webhook-signature': '‹…›',
      },
      body: { ...input, priority: 'high' },
    });
  });

  it('is the configuration without any secret', () => {
    const description = webhook({ ...options, signingSecrets: [...options.signingSecrets] }).describe();
    expect(description).toMatchObject({ url: 'https://api.example.com/***', signingSecrets: ['***'], verifySsl: true });
    expect(JSON.stringify(description)).not.toContain('secret"');
  });

  it('says that a key is not known', () => {
    expect(() => webhook({ url: mock.url, verify: false } as never)).toThrow('webhook: verify: is not a known key');
  });
});
