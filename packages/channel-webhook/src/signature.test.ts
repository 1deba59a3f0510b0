import { notify, type Delivery } from '@helix/notify-core';
import { fakeClock, mockWebhook, verifySignature, type MockWebhook } from '@helix/testutil';
import { webhook } from './index.js';

const secretOf = (bytes: number, fill = 'k') => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`;
const at = Date.parse('2026-01-31T12:00:00.900Z');

let mock: MockWebhook;
beforeAll(async () => (mock = await mockWebhook()));
afterEach(() => mock.reset());
afterAll(() => mock.close());

function make(options: Omit<Parameters<typeof webhook>[0], 'url'> = {}, clock = fakeClock(at)) {
  return webhook({ url: mock.url, ...options }, { network: { allow: ['127.0.0.1'] }, clock });
}
const deliveryOf = (id: string): Delivery => ({
  id,
  channel: 'hook',
  priority: 'medium',
  attempt: 1,
  notification: {
    id: 'n_1',
    title: 'Größe',
    message: 'naïve “text” 👩‍🚀',
    type: 'info',
    priority: 'medium',
    status: 'firing',
    metadata: {},
    createdAt: new Date(at).toISOString(),
  },
});
async function headersOf(channel: ReturnType<typeof make>, id = 'n_1:hook') {
  await channel.send(deliveryOf(id), new AbortController().signal);
  return mock.requests().at(-1)!.headers;
}

describe('the signature', () => {
  it('is that of the vector that the libraries of Standard Webhooks are tested with', async () => {
    const channel = make(
      { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], payloadTemplate: '{"test": 2432232314}' },
      fakeClock(1_614_265_330_000),
    );
    expect(await headersOf(channel, 'msg_p5jXN8AQM9LWM0D4loKWxJek')).toMatchObject({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([undefined, '{ "text" : "{{ message }}" }\n'])(
    'covers the exact bytes that are sent (template %j)',
    async payloadTemplate => {
      const secret = secretOf(32);
      const headers = await headersOf(make({ signingSecrets: [secret], ...(payloadTemplate && { payloadTemplate }) }));
      const { body } = mock.requests()[0]!;
      const verify = (text: string, key = secret) => verifySignature(headers, text, key, { now: () => at });
      expect([verify(body), verify(`${body} `), verify(body, secretOf(32, 'x'))]).toEqual([true, false, false]);
    },
  );

  it('is made with each of two secrets, so that a receiver may change from one to the other', async () => {
    const secrets = [secretOf(24), secretOf(64, 'n')];
    const headers = await headersOf(make({ signingSecrets: secrets }));
    const { body } = mock.requests()[0]!;
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(secrets.map(secret => verifySignature(headers, body, secret, { now: () => at }))).toEqual([true, true]);
  });

  it('is renewed by each attempt, while the id stays', async () => {
    const clock = fakeClock(at);
    const channel = make({ signingSecrets: [secretOf(24)] }, clock);
    const first = await headersOf(channel);
    await clock.advance(5_000);
    const second = await headersOf(channel);
    expect(Number(second['webhook-timestamp']) - Number(first['webhook-timestamp'])).toBe(5);
    expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
    expect(second['webhook-id']).toBe(first['webhook-id']);
  });

  it('is left out without a secret, the id is not', async () => {
    const headers = await headersOf(make());
    expect(headers['webhook-id']).toBe('n_1:hook');
    expect(headers).not.toHaveProperty('webhook-signature');
    expect(headers).not.toHaveProperty('webhook-timestamp');
  });

  it.each([
    ['n_1:ops.eu', 'n_1:ops%2Eeu'],
    ['n_1:größe', 'n_1:gr%C3%B6%C3%9Fe'],
    ['n_1:a\r\nb \ud800', 'n_1:a%0D%0Ab%20%EF%BF%BD'],
  ])('has for the delivery %j the id %s', async (id, expected) => {
    expect((await headersOf(make(), id))['webhook-id']).toBe(expected);
  });

  it('lets a receiver that checks it accept', async () => {
    const strict = await mockWebhook({ secret: secretOf(24) });
    const send = (secret: string) =>
      notify(webhook({ url: strict.url, signingSecrets: [secret] }, { network: { allow: ['127.0.0.1'] } }), {
        title: 'x',
      });
    await send(secretOf(24));
    await expect(send(secretOf(24, 'x'))).rejects.toMatchObject({ code: 'unauthorized' });
    await strict.close();
  });

  it.each<[string, string[], string]>([
    [
      'no prefix',
      [Buffer.alloc(24).toString('base64')],
      'signingSecrets.0: must be whsec_ and the base64 of 24 to 64 bytes',
    ],
    ['23 bytes', [secretOf(23)], 'signingSecrets.0: must be whsec_'],
    ['65 bytes', [secretOf(24), secretOf(65)], 'signingSecrets.1: must be whsec_'],
    ['no base64', [`whsec_${'-'.repeat(32)}`], 'signingSecrets.0: must be whsec_'],
    ['three secrets', [secretOf(24), secretOf(24), secretOf(24)], 'signingSecrets: must list at most two'],
    ['no secret', [], 'signingSecrets: must list a secret'],
  ])('of %s is refused when the channel is made', (_, signingSecrets, message) => {
    expect(() => make({ signingSecrets })).toThrow(message);
  });
});
