import { provider, type Provider } from '@helix/testutil';
import { Agent, interceptors, request } from 'undici';
import type { Channel, ChannelOptions, ChannelType } from '../channel/channel.js';
import { defineChannel } from '../channel/define-channel.js';
import { z } from 'zod';
import { DeliveryError } from '../errors.js';
import { Secret } from '../secret.js';
import { chat, chatDefinition } from '../testing/chat.js';
import { channelChecks, httpChecks, type It, type Subject } from './index.js';

const accepted = { body: { ok: true, id: 'm-1' } };

function subjectOf(type: ChannelType, it: It): Subject<Provider> {
  return {
    it,
    type,
    start: () => provider({ answer: accepted }),
    options: ({ url }, secret) => ({ url: `${url}/hooks/${secret}`, token: secret, room: 'ops' }),
    texts: ({ body }) => {
      const { title, text } = JSON.parse(body) as { title: string; text: string };
      return { title: [title], text: [text] };
    },
    refusal: error => ({ status: 200, body: { ok: false, error } }),
  };
}

describe('the checks of every channel pass one that is honest', () => channelChecks(subjectOf(chat, it)));
describe('the checks of every HTTP channel pass one that is honest', () => httpChecks(subjectOf(chat, it)));

describe('the checks pass a channel whose requests', () => {
  const plain = {
    ...chatDefinition,
    sizes: { text: { max: 300, unit: 'codePoints' } },
    errors: {},
    code: () => undefined,
  } as const;

  describe('hold plain text', () => {
    const text = defineChannel({
      ...plain,
      render: (_, { url }, words) => ({ method: 'POST', url: url.reveal(), body: words.message(plain.sizes.text) }),
    });
    channelChecks({ ...subjectOf(text, it), texts: ({ body }) => ({ text: [body] }) });
  });

  describe('have no body, and whose type has no sizes', () => {
    const bare = defineChannel({
      ...plain,
      sizes: {},
      render: ({ id }, { url }) => ({ method: 'PUT', url: url.reveal(), headers: { 'x-id': id } }),
    });
    const { type, start, options } = subjectOf(bare, it);
    channelChecks({ it, type, start, options });
  });
});

type Checks = ReadonlyMap<string, () => Promise<void>>;
function checksOf(type: ChannelType, more: Partial<Subject<Provider>> = {}): Checks {
  const checks = new Map<string, () => Promise<void>>();
  const subject = { ...subjectOf(type, (name, check) => void checks.set(name, check)), ...more };
  channelChecks(subject);
  httpChecks(subject);
  return checks;
}

const { render, send } = chatDefinition;
type Send = typeof send;
const sending = (broken: Send) => defineChannel({ ...chatDefinition, send: broken });
const sendingAfter = (act: (...given: Parameters<Send>) => unknown) =>
  sending((...given) => {
    act(...given);
    return send(...given);
  });
const failingWith = (change: (error: DeliveryError) => DeliveryError) =>
  sending((...given) => send(...given).catch((error: unknown) => Promise.reject(change(error as DeliveryError))));

/** Its texts are cut by `shorten` instead of by `words`. */
const shortening = (shorten: (text: string) => string) =>
  defineChannel({
    ...chatDefinition,
    render(delivery, config, words) {
      const { title, message } = delivery.notification;
      return render(delivery, config, { ...words, title: () => shorten(title), message: () => shorten(message) });
    },
  });

/** A client of the channel's own, as one writes it who does not know `http`. */
const requesting = (options: (signal: AbortSignal) => object) =>
  sending(async (_, { render, signal }) => {
    const { url, method, headers, body } = render();
    const given = { method: method as 'POST', headers: { ...headers }, body: JSON.stringify(body) };
    const { statusCode } = await request(url, { ...given, ...options(signal) });
    if (statusCode >= 300) throw new DeliveryError('server_error', `answered ${statusCode}`);
    return {};
  });
const redirected = new Agent().compose(interceptors.redirect({ maxRedirections: 3 }));
const patient = (signal: AbortSignal) => {
  const own = new AbortController();
  signal.addEventListener('abort', () => {
    if ((signal.reason as Error).name !== 'TimeoutError') own.abort();
  });
  return { signal: own.signal };
};

/** A channel of someone's own making around an honest one. */
const wrapped = (wrap: (channel: Channel, token: string) => Partial<Channel>): ChannelType =>
  Object.assign((options: object, more?: ChannelOptions) => {
    const given = options as Parameters<typeof chat>[0];
    const channel = chat(given, more);
    return { ...channel, ...wrap(channel, given.token) };
  }, chat);
const telling = (tell: (token: string) => string) =>
  wrapped(({ send }, token) => ({
    send: (...given) =>
      send(...given).catch((error: unknown) => {
        const { code, message } = error as DeliveryError;
        throw new DeliveryError(code, `${message} (${tell(token)})`);
      }),
  }));

const secrets = 'keeps its secrets out of descriptions, previews and errors';
const sizes = 'cuts texts to the provider’s sizes, never inside of a grapheme';
const untouched = 'writes neither into its configuration nor into the delivery';
const delivered = 'it was taken for delivered';
const unsettled = 'it did not settle';
const inTwo = 'a grapheme was cut in two';
const shown = 'a secret shows in';
let closed = 0;

describe('a channel is caught', () => {
  it.concurrent.each<[string, ChannelType, string, string]>([
    [
      'that calls every failure retryable',
      failingWith(({ message, status }) => new DeliveryError('server_error', message, { status })),
      'does not try again after 400',
      "code: 'server_error'",
    ],
    [
      'that calls every failure final',
      failingWith(({ message, status }) => new DeliveryError('invalid_request', message, { status })),
      'tries again after 503',
      "code: 'invalid_request'",
    ],
    ['that ignores its signal', requesting(() => ({})), 'stops when its signal aborts', unsettled],
    [
      'that sends although its signal has aborted',
      wrapped(channel => ({ send: one => channel.send(one, new AbortController().signal) })),
      'sends nothing when its signal has aborted',
      delivered,
    ],
    ['that keeps no time-out', requesting(patient), 'keeps its own time-out', unsettled],
    ['that cuts no text', shortening(text => text), sizes, 'title is longer than 80 codePoints'],
    ['that cuts in the middle of a surrogate pair', shortening(text => text.slice(0, 45)), sizes, inTwo],
    ['that cuts in the middle of a grapheme, at one offset only', shortening(text => text.slice(0, 77)), sizes, inTwo],
    [
      'that sends half of a surrogate pair',
      shortening(text => text.slice(0, 45)),
      'makes a valid message of a text that is emoji only',
      'half of a surrogate pair',
    ],
    [
      'that ignores Retry-After',
      failingWith(({ code, message, status }) => new DeliveryError(code, message, { status })),
      'waits as long as Retry-After says: 7',
      'retryAfterMs: undefined',
    ],
    [
      'that takes ok:false for success',
      defineChannel({ ...chatDefinition, code: () => undefined }),
      'takes room_gone for what the table says',
      delivered,
    ],
    [
      'that follows redirects',
      requesting(signal => ({ signal, dispatcher: redirected })),
      'follows no redirect',
      delivered,
    ],
    [
      'that declares a secret as plain text',
      defineChannel({
        ...chatDefinition,
        config: chatDefinition.config.extend({ token: z.string() }) as never,
        render: (delivery, { token, ...config }, words) =>
          render(delivery, { ...config, token: new Secret(String(token)) }, words),
      }),
      secrets,
      shown,
    ],
    [
      'that writes into its configuration',
      sendingAfter((_, { config }) => Object.assign(config.limits, { perSecond: 2 })),
      untouched,
      'Cannot assign to read only property',
    ],
    [
      'whose configuration reads otherwise after a send',
      wrapped(channel => {
        let sent = 0;
        const send: Channel['send'] = (...given) => ((sent += 1), channel.send(...given));
        return { send, describe: () => ({ sent }) };
      }),
      untouched,
      '"sent":1',
    ],
    [
      'that writes into the delivery',
      sendingAfter(({ notification }) => Object.assign(notification.metadata, { seen: true })),
      untouched,
      'Cannot add property seen',
    ],
    ['whose error shows a secret', telling(token => token), secrets, shown],
    [
      'whose error shows a secret in base64',
      telling(token => Buffer.from(`me:${token}`).toString('base64')),
      secrets,
      shown,
    ],
    ['that sends nothing', sending(async () => ({})), 'previews the body that it sends', 'nothing was sent'],
    [
      'that sends what it does not preview',
      sending(async (_, { http, render }) => {
        await http({ ...render(), body: { title: 'x', text: 'y' } });
        return {};
      }),
      'previews the body that it sends',
      "title: 'x'",
    ],
    [
      'that closes twice',
      wrapped(channel => ({
        close: () => (++closed > 1 ? Promise.reject(new Error('closed already')) : channel.close()),
      })),
      'closes once, however often it is asked',
      'closed already',
    ],
  ])('%s', async (_, type, check, complaint) => {
    await expect(checksOf(type).get(check)?.()).rejects.toThrow(complaint);
  });

  it('whose author told the checks too little', async () => {
    const silent = checksOf(chat, { texts: undefined as never, refusal: undefined as never });
    await expect(silent.get(sizes)?.()).rejects.toThrow('pass texts');
    await expect(silent.get('takes room_gone for what the table says')?.()).rejects.toThrow('pass refusal');
    const mistaken = checksOf(chat, { texts: () => ({ subject: ['x'] }) });
    await expect(mistaken.get(sizes)?.()).rejects.toThrow('"subject" is not one of the type\'s sizes');
  });

  it('that never received its secret', async () => {
    const useless = checksOf(chat, { options: ({ url }) => ({ url, token: 'other' }) });
    await expect(useless.get(secrets)?.()).rejects.toThrow('the provider never received the secret');
  });

  it('that throws what is no DeliveryError', async () => {
    const thrown = checksOf(wrapped(() => ({ send: () => Promise.reject(new Error('oops')) })));
    await expect(thrown.get('tries again after 500')?.()).rejects.toThrow('something else was thrown');
  });
});
