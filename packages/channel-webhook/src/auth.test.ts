import { notify } from '@helix/notify-core';
import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { webhook } from './index.js';

type Options = Omit<Parameters<typeof webhook>[0], 'url'>;

let mock: MockWebhook;
beforeAll(async () => (mock = await mockWebhook()));
afterAll(() => mock.close());
const make = (options: Options) => webhook({ url: mock.url, ...options }, { network: { allow: ['127.0.0.1'] } });

describe('authentication', () => {
  it.each<[string, Options, Record<string, string>]>([
    ['none', {}, {}],
    ['bearer', { authType: 'bearer', authToken: 'tok-1' }, { authorization: 'Bearer tok-1' }],
    ['apikey', { authType: 'apikey', authToken: 'key-1' }, { 'x-api-key': 'key-1' }],
    ['basic', { authType: 'basic', authToken: 'dXNlcjpwYXNz' }, { authorization: 'Basic dXNlcjpwYXNz' }],
    ['basic', { authType: 'basic', username: 'user', password: 'pa:ss' }, { authorization: 'Basic dXNlcjpwYTpzcw==' }],
    ['basic', { authType: 'basic', username: 'jörg', password: '£' }, { authorization: 'Basic asO2cmc6wqM=' }],
    ['none', { headers: { Authorization: 'Token own' } }, { authorization: 'Token own' }],
  ])('of type %s: %j sends %j', async (_, options, expected) => {
    await notify(make(options), { title: 'x' });
    const { authorization, 'x-api-key': apiKey } = mock.requests().at(-1)!.headers;
    expect(JSON.parse(JSON.stringify({ authorization, 'x-api-key': apiKey }))).toEqual(expected);
  });

  it.each<[Options, string]>([
    [{ authType: 'bearer' }, 'authToken: is required: authentication of type bearer takes a token'],
    [{ authType: 'apikey' }, 'authToken: is required'],
    [{ authType: 'basic' }, 'authToken: is required: authentication of type basic takes either a token'],
    [{ authType: 'basic', username: 'u' }, 'password: is required'],
    [{ authType: 'basic', password: 'p' }, 'username: is required'],
    [{ authToken: 't' }, 'authToken: is not used: authentication of type none takes no credentials'],
    [{ authType: 'bearer', authToken: 't', username: 'u' }, 'username: is not used'],
    [{ authType: 'basic', authToken: 'dTpw', password: 'p' }, 'password: is not used'],
    [{ authType: 'basic', authToken: 'user:pass-9' }, 'authToken: is no base64'],
    [{ authType: 'basic', username: 'a:b', password: 'p' }, 'username: must hold no colon'],
    [{ authType: 'basic', username: '', password: 'p' }, 'username: must hold no colon'],
    [{ authType: 'basic', username: 'a', password: 'p\n' }, 'password: must hold no control character'],
    [{ authType: 'bearer', authToken: '' }, 'authToken: must be printable ASCII'],
    [{ authType: 'bearer', authToken: 'a b' }, 'authToken: must be printable ASCII'],
    [{ authType: 'bearer', authToken: 'a\r\nX-Evil: 1' }, 'authToken: must be printable ASCII'],
    [{ authType: 'digest' as never }, 'authType: '],
  ])('%j is refused', (options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it('takes a token of 4 KB and no longer one', () => {
    expect(() => make({ authType: 'bearer', authToken: 'a'.repeat(4_096) })).not.toThrow();
    expect(() => make({ authType: 'bearer', authToken: 'a'.repeat(4_097) })).toThrow('authToken: too big');
  });

  it('is never told in a refusal', () => {
    expect(() => make({ authType: 'basic', authToken: 'user:pass-9' })).not.toThrow('pass-9');
  });
});
