import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { verifySignature } from './signature.js';
import { mockWebhook, type MockWebhook, type MockWebhookOptions } from './webhook.js';

const secret = `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`;
const hmac = (text: string) => createHmac('sha256', 'a key of twenty-four byte').update(text).digest('base64');

function signed(body: string, atMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = `v1,${hmac(`msg_1.${timestamp}.${body}`)}`;
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

let mock: MockWebhook;
const start = async (options?: MockWebhookOptions) => (mock = await mockWebhook(options));
afterEach(() => mock.close());

async function send(
  body: string,
  { method = 'POST', headers }: { method?: string; headers?: Record<string, string> } = {},
) {
  const answer = await request(mock.url, { method: method as 'POST', body, headers: headers ?? {} });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
}

describe('mockWebhook', () => {
  it('takes JSON by POST and shows the parsed bodies', async () => {
    await start();
    expect(await send('{"a":1}')).toMatchObject({ status: 200, body: '{"ok":true}' });
    expect(mock.bodies()).toEqual([{ a: 1 }]);
    expect([mock.count(), mock.requests()[0]!.status]).toEqual([1, 200]);
    mock.reset();
    expect([mock.count(), mock.bodies()]).toEqual([0, []]);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('refuses %s with 405 and the methods it takes', async method => {
    await start();
    expect(await send(method === 'GET' ? '' : '{}', { method })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });

  it('takes the methods it was told', async () => {
    await start({ methods: ['PUT', 'PATCH'] });
    const answers = [await send('{}', { method: 'PUT' }), await send('{}', { method: 'PATCH' }), await send('{}')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 405]);
  });

  it.each([
    [undefined, '{', 400],
    ['application/json', '', 400],
    ['application/cloudevents+json', 'no', 400],
    ['text/plain', 'no', 200],
    ['application/json', 'null', 200],
  ])('content type %s with body %j: %d', async (type, body, status) => {
    await start();
    expect((await send(body, { headers: type ? { 'content-type': type } : {} })).status).toBe(status);
  });

  it('follows a script, in which 200 is its own answer', async () => {
    await start();
    mock.script([500, 200]);
    expect([(await send('{}')).status, await send('{}')]).toMatchObject([500, { status: 200, body: '{"ok":true}' }]);
  });

  it('takes each step once for parallel requests', async () => {
    await start();
    mock.script(Array.from({ length: 50 }, (_, index) => (index % 2 ? 200 : 503)));
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('{}')));
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(25);
  });

  it('refuses what is not signed with its secret', async () => {
    await start({ secret });
    const statuses = [
      (await send('{}')).status,
      (await send('{"x":1}', { headers: signed('{}') })).status,
      (await send('{}', { headers: signed('{}') })).status,
    ];
    expect(statuses).toEqual([401, 401, 200]);
  });
});

describe('verifySignature', () => {
  const at = 1_700_000_000_000;
  const good = signed('body', at);
  const v1 = good['webhook-signature']!;
  it.each<[string, Record<string, string | string[] | undefined>, number, boolean]>([
    ['its own signature', good, at, true],
    ['a timestamp just within the tolerance', good, at + 300_000, true],
    ['one of several signatures', { ...good, 'webhook-signature': `v1,AAAA v1a,x ${v1}` }, at, true],
    ['a timestamp too old', good, at + 301_000, false],
    ['a timestamp too far ahead', good, at - 301_000, false],
    ['a timestamp that is no number', { ...good, 'webhook-timestamp': 'now' }, at, false],
    ['a signature of another length', { ...good, 'webhook-signature': 'v1,AAAA' }, at, false],
    ['a signature of another version', { ...good, 'webhook-signature': v1.replace('v1,', 'v2,') }, at, false],
    ['a signature of something else', { ...good, 'webhook-signature': `v1,${hmac('else')}` }, at, false],
    ['another id', { ...good, 'webhook-id': 'msg_2' }, at, false],
    ['no id', { ...good, 'webhook-id': undefined }, at, false],
    ['no timestamp', { ...good, 'webhook-timestamp': undefined }, at, false],
    ['a repeated signature header', { ...good, 'webhook-signature': [v1, v1] }, at, false],
  ])('of %s', (_, headers, now, valid) => {
    expect(verifySignature(headers, 'body', secret, { now: () => now })).toBe(valid);
  });

  it('takes another tolerance, and the system clock by default', () => {
    expect(verifySignature(good, 'body', secret)).toBe(false);
    expect(verifySignature(good, 'body', secret, { now: () => at + 11_000, toleranceSeconds: 10 })).toBe(false);
    expect(verifySignature(signed('body'), 'body', secret)).toBe(true);
  });
});
