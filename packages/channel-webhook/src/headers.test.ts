import { notify } from '@helix/notify-core';
import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { webhook } from './index.js';

let mock: MockWebhook;
beforeAll(async () => (mock = await mockWebhook()));
afterAll(() => mock.close());
const make = (headers: Record<string, string>, more = {}) =>
  webhook({ url: mock.url, headers, ...more }, { network: { allow: ['127.0.0.1'] } });

describe('headers of one’s own', () => {
  it('are sent, and replace a default in whatever case', async () => {
    const own = {
      'X-Custom-Header': 'value, "quoted"',
      'content-type': 'application/cloudevents+json',
      'USER-AGENT': 'ops',
    };
    await notify(make(own), { title: 'x' });
    expect(mock.requests().at(-1)!.headers).toMatchObject({
      'x-custom-header': 'value, "quoted"',
      'content-type': 'application/cloudevents+json',
      'user-agent': 'ops',
    });
  });

  it.each([
    'Host',
    'connection',
    'Keep-Alive',
    'Content-Length',
    'transfer-encoding',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Cookie',
    'Proxy-Authorization',
    'X-Forwarded-For',
    'webhook-id',
    'Webhook-Signature',
  ])('%s is reserved', name => {
    expect(() => make({ [name]: 'x' })).toThrow(`headers.${name}: is reserved`);
  });

  it.each(['', 'a b', 'x_y', 'a:b', 'a\r\nb', 'ü', 'a'.repeat(65)])('%j is no name', name => {
    expect(() => make({ [name]: 'x' })).toThrow('must have a name of 1 to 64');
  });

  it.each(['\r', '\n', '\r\nX-Evil: 1', '\0', '\t', '\x7f', '\x85', '\u2028', 'ü', '\ud83d\ude00'])(
    'a value with %j is refused, and not told',
    text => {
      expect(() => make({ 'X-A': `hidden${text}` })).toThrow(/^webhook: headers\.X-A: must be printable ASCII$/);
    },
  );

  it('a value may be 4 KB long and no longer', () => {
    expect(() => make({ 'X-A': 'a'.repeat(4_096) })).not.toThrow();
    expect(() => make({ 'X-A': 'a'.repeat(4_097) })).toThrow('headers.X-A: too big');
  });

  it.each([
    ['another header', { 'X-A': '1', 'x-a': '2' }, {}],
    ['bearer authentication', { 'x-a': '1', authorization: '2' }, { authType: 'bearer', authToken: 't' }],
    ['an API key', { 'x-api-key': '2' }, { authType: 'apikey', authToken: 't' }],
  ])('a header that %s sets already is refused', (_, headers, more) => {
    expect(() => make(headers as Record<string, string>, more)).toThrow('is set twice');
  });
});
