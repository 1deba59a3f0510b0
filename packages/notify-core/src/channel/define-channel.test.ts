import { fakeClock, provider, type Provider } from '@helix/testutil';
import { z } from 'zod';
import { delivery, never } from '../checks/subject.js';
import { DeliveryError } from '../errors.js';
import type { HttpRequest } from '../http/exchange.js';
import { maskUrl, secret } from '../secret.js';
import { chat, chatDefinition } from '../testing/chat.js';
import type { Channel, ChannelOptions, Net, Tools } from './channel.js';
import { defineChannel } from './define-channel.js';
import { template } from './template-option.js';

let mock: Provider;
beforeAll(async () => (mock = await provider({ answer: { body: { ok: true, id: 'm-1' } } })));
afterEach(() => mock.reset());
afterAll(() => mock.close());

const network = { allow: ['127.0.0.1'] };
const options = () => ({ url: `${mock.url}/hooks/path-secret`, token: 'token-secret', room: 'ops' });
const failureOf = (channel: Channel, signal = never(), given = delivery()) =>
  channel.send(given, signal).then(
    () => Promise.reject(new Error('it was delivered')),
    (error: unknown) => error as DeliveryError,
  );

const { type, label, timeoutMs, escape, sizes } = chatDefinition;
/** What channel types with options of their own share. */
const base = { type, label, timeoutMs, escape, sizes, errors: {} };
type ChatTools = Parameters<typeof chatDefinition.send>[1];
/** A channel whose `send` is the given one. */
const sending = (send: (tools: ChatTools) => Promise<object>, more: ChannelOptions = {}) =>
  defineChannel({ ...chatDefinition, send: (_, tools) => send(tools) })(options(), { network, ...more });

describe('a channel type', () => {
  it('tells what is known of it before there is a channel', () => {
    const { type, label, rates, sizes, errors } = chatDefinition;
    expect({ ...chat }).toMatchObject({ type, label, rates, sizes, errors });
  });

  it('has templates among its options', () => {
    const schema = z.toJSONSchema(chat.config, { io: 'input' });
    expect(schema.properties).toMatchObject({ token: { type: 'string', secret: true }, templates: { type: 'object' } });
  });

  it('has them in each branch of a union', () => {
    const config = z.union([
      z.strictObject({ url: secret(z.url(), maskUrl) }),
      z.strictObject({ token: secret(z.string()), room: z.string() }),
    ]);
    const either = defineChannel({
      ...base,
      config,
      rates: [{ scope: ['token', 'room'], perSecond: 1 }],
      render: () => ({ method: 'POST', url: mock.url }),
      send: async () => ({}),
    });
    const templates = { title: '{{ type }}' };
    expect(either({ url: mock.url, templates }).describe()).toEqual({ url: `${mock.url}/***`, templates });
    expect(either({ token: 'x', room: 'ops', templates }).rates).toHaveLength(1);
    expect(() => either({ token: 'x', templates } as never)).toThrow(new TypeError('chat: room: is required'));
  });

  it.each<[string, object, string]>([
    ['a missing option', { token: 'x' }, 'chat: url: is required'],
    ['an empty secret', { url: 'https://a.example', token: '' }, 'chat: token: too small'],
    ['an unknown key', { url: 'https://a.example', token: 'x', romm: 1 }, 'chat: romm: is not a known key'],
    ['a wrong kind', { url: 'https://a.example', token: 5 }, 'chat: token: expected string, received number'],
    [
      'a wrong nested option',
      { url: 'https://a.example', token: 'x', limits: { perSecond: 'many' } },
      'chat: limits.perSecond: expected number',
    ],
    [
      'a template with a mistake',
      { url: 'https://a.example', token: 'x', templates: { title: '{{ titel }}' } },
      'chat: templates.title: ',
    ],
    ['no options', undefined as never, 'chat: is required'],
  ])('refuses %s in one clause', (_, given, message) => {
    expect(() => chat(given as never)).toThrow(message);
  });

  it.each([
    [{ netwrk: {} }, "chat: netwrk: is not a known key; did you mean 'network'?"],
    [{ network: { alow: [] } }, "chat: network.alow: is not a known key; did you mean 'allow'?"],
    [{ dispatcher: {} }, 'chat: dispatcher: is not valid'],
    [{ clock: {} }, 'chat: clock: is not valid'],
  ])('refuses the second argument %j', (more, message) => {
    expect(() => chat(options(), more as never)).toThrow(new TypeError(message));
  });

  it('does not show a refused secret', () => {
    expect(() => chat({ url: 'hooks/path-secret', token: 'x' })).toThrow(new TypeError('chat: url: invalid URL'));
  });
});

describe('a send', () => {
  it('answers a receipt with the time of the clock and the status of the last answer', async () => {
    const clock = fakeClock(Date.parse('2026-11-24T09:00:00Z'));
    mock.script([{ status: 202, body: { id: 'm-7' } }]);
    await expect(chat(options(), { network, clock }).send(delivery(), never())).resolves.toEqual({
      at: '2026-11-24T09:00:00.000Z',
      status: 202,
      providerId: 'm-7',
    });
  });

  it('that asked nobody has no status', async () => {
    const receipt = await sending(async () => ({ handle: { id: 1 } })).send(delivery(), never());
    expect(receipt).toEqual({ at: expect.any(String), handle: { id: 1 } });
  });

  it('scrubs its receipt', async () => {
    const receipt = await sending(async () => ({ url: 'https://a.example/token-secret/1' })).send(delivery(), never());
    expect(receipt.url).toBe('https://a.example/***/1');
  });

  it('scrubs what the provider said before it is cut', async () => {
    const answer = (before: number) => ({ status: 500, body: `${'x'.repeat(before)}token-secret` });
    for (let before = 185; before <= 200; before += 1) {
      mock.script([answer(before)]);
      const { message } = await failureOf(chat(options(), { network }));
      expect(message).toContain('answered 500: xxx');
      expect(message).not.toContain('tok');
    }
  });

  it('renders another delivery where one is given', async () => {
    const other = delivery({ title: 'other' });
    await sending(async ({ http, render }) => {
      await http(render(other));
      await http(render());
      return {};
    }).send(delivery({ title: 'own' }), never());
    expect(mock.requests().map(({ json }) => (json as { title: string }).title)).toEqual(['other', 'own']);
  });

  it('reads Retry-After by the channel’s clock, and tells it to send', async () => {
    const clock = fakeClock(Date.parse('2026-11-24T09:00:00Z'));
    mock.script([{ status: 429, headers: { 'retry-after': 'Tue, 24 Nov 2026 09:00:30 GMT' } }]);
    expect(await failureOf(chat(options(), { network, clock }))).toMatchObject({ retryAfterMs: 30_000 });
    let told: number | undefined;
    await sending(async ({ now }) => ((told = now()), {}), { clock }).send(delivery(), never());
    expect(told).toBe(clock.now());
  });

  it('fails with what the provider said, under the channel’s label', async () => {
    mock.script([{ body: { ok: false, error: 'slow_down', wait_ms: 1_500 } }]);
    expect(await failureOf(chat(options(), { network }))).toMatchObject({
      code: 'rate_limited',
      reason: 'slow_down',
      scope: ['token'],
      status: 200,
      retryAfterMs: 1_500,
      message: 'Chat: answered 200 slow_down',
    });
  });

  it.each<[string, Error, object]>([
    ['an error', new Error('boom'), { code: 'internal', message: 'Chat: boom' }],
    ['a text', 'boom' as never, { code: 'internal', message: 'Chat: something that is no error was thrown' }],
    [
      'an error that shows a secret, in its text and its details',
      new DeliveryError('server_error', 'said token-secret at https://a.example/x', {
        reason: 'bad token-secret',
        progress: { sent: ['token-secret'] },
        handle: 'path-secret',
        cause: new Error('token-secret'),
      }),
      {
        code: 'server_error',
        message: 'Chat: said *** at https://a.example/***',
        reason: 'bad ***',
        progress: { sent: ['***'] },
        handle: 'path-secret',
      },
    ],
  ])('turns %s into a clean DeliveryError', async (_, thrown, expected) => {
    const failure = await failureOf(sending(() => Promise.reject(thrown)));
    expect(DeliveryError.is(failure)).toBe(true);
    expect(failure).toMatchObject(expected);
    expect(failure.cause).toBeUndefined();
  });

  it('keeps progress and handle of what failed', async () => {
    const lost = new DeliveryError('timeout', 'x', { progress: { parts: 2 }, handle: { id: 1 } });
    expect(await failureOf(sending(() => Promise.reject(lost)))).toMatchObject({
      code: 'timeout',
      progress: { parts: 2 },
      handle: { id: 1 },
    });
  });
});

describe('the time-out', () => {
  const hanging = ({ http, render }: ChatTools) => http(render()).then(() => ({}));

  it('is the definition’s, or the one that was given', () => {
    expect(chat(options()).timeoutMs).toBe(5_000);
    expect(chat(options(), { timeoutMs: 100 }).timeoutMs).toBe(100);
  });

  it('ends an answer that does not come', async () => {
    mock.script(['hang']);
    expect(await failureOf(sending(hanging, { network, timeoutMs: 100 }))).toMatchObject({
      code: 'timeout',
      retryable: true,
      message: 'Chat: the receiver did not answer in time',
    });
  });

  const waiting = ({ signal }: Pick<ChatTools, 'signal'>) =>
    new Promise<object>((_, reject) => signal.addEventListener('abort', () => reject(new Error('odd'))));

  it.each<[string, unknown, string]>([
    ['without a reason', undefined, 'cancelled'],
    ['for a reason of one’s own', new Error('lease lost'), 'cancelled'],
    ['for a text', 'stopped', 'cancelled'],
    ['because of a time-out outside', new DOMException('x', 'TimeoutError'), 'timeout'],
  ])('an abort %s is no time-out of ours, whatever is thrown then', async (_, reason, code) => {
    const controller = new AbortController();
    const failure = failureOf(sending(waiting), controller.signal);
    controller.abort(reason);
    expect((await failure).code).toBe(code);
  });

  it('ends what keeps no time-out of its own', async () => {
    expect(await failureOf(sending(waiting, { timeoutMs: 50 }))).toMatchObject({ code: 'timeout' });
  });

  it('nothing is asked of a channel whose signal has aborted', async () => {
    const asked = jest.fn(async () => ({}));
    expect(await failureOf(sending(asked), AbortSignal.abort())).toMatchObject({ code: 'cancelled' });
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('what is shown', () => {
  it('is the configuration, defaults included, secrets masked', () => {
    const templates = { message: '{{ message | upcase }}' };
    expect(chat({ ...options(), templates }).describe()).toEqual({
      url: `${mock.url}/***`,
      token: '***',
      room: 'ops',
      limits: { perSecond: 1 },
      templates,
    });
    expect(chat(options()).describe()).not.toHaveProperty('templates');
  });

  it('is the exact request, secrets masked, and nothing is sent', () => {
    expect(chat(options()).preview(delivery({ title: 'Disk full', message: '90 *%*' }, 'urgent'))).toEqual({
      method: 'POST',
      url: `${mock.url}/***`,
      headers: { authorization: 'Bearer ***' },
      body: { room: 'ops', title: 'Disk full', text: '90 \\*%\\*', type: 'info', priority: 'urgent', metadata: {} },
    });
    expect(mock.count()).toBe(0);
  });

  it('is what the caller cannot write into', () => {
    const given = { ...options(), limits: { perSecond: 3 } };
    const channel = chat(given);
    given.limits.perSecond = 9;
    expect(channel.describe()).toMatchObject({ limits: { perSecond: 3 } });
    expect(Object.isFrozen(channel)).toBe(true);
  });
});

describe('templates', () => {
  const sent = async (templates: object, input: object) => {
    await chat({ ...options(), templates }, { network }).send(delivery(input), never());
    return mock.requests().at(-1)?.json;
  };

  it('write title and message; what is inserted is escaped, what their author wrote is not', async () => {
    const templates = { title: '[{{ priority }}] {{ title }}', message: '*{{ metadata.what }}*' };
    expect(await sent(templates, { title: 'Disk *full*', metadata: { what: 'a*b' } })).toMatchObject({
      title: '[medium] Disk *full*',
      text: '*a\\*b*',
    });
  });

  it('are cut where they insert', async () => {
    const { text } = (await sent({ message: '<{{ message }}>' }, { message: 'x'.repeat(2_000) })) as { text: string };
    expect(text).toHaveLength(1_000);
    expect(text).toMatch(/^<x+…>$/);
  });

  it('render without a size too, and so do plain texts', () => {
    const whole = defineChannel({
      ...chatDefinition,
      render: (_, __, words) => ({ method: 'POST', url: mock.url, body: [words.title(), words.message()] }),
    });
    const given = delivery({ title: 'a*b', message: 'c*d' });
    expect(whole(options()).preview(given)).toMatchObject({ body: ['a*b', 'c\\*d'] });
    const templates = { message: '_{{ message }}_' };
    expect(whole({ ...options(), templates }).preview(given)).toMatchObject({ body: ['a*b', '_c\\*d_'] });
  });

  it('may be an option of the channel’s own', async () => {
    const config = z.strictObject({ url: z.url(), payload: template('json') });
    const plain = defineChannel<typeof config, HttpRequest>({
      ...base,
      config,
      rates: [],
      render: (given, { url, payload }) => ({ method: 'POST', url, body: payload.render(given) }),
      send: async (_, { http, render }) => (await http(render()), {}),
    });
    const payload = '{"t": "{{ title }}"}';
    const channel = plain({ url: mock.url, payload }, { network });
    await channel.send(delivery({ title: 'a "b"' }), never());
    expect(mock.requests()[0]?.body).toBe('{"t": "a \\"b\\""}');
    expect(channel.describe()).toEqual({ url: mock.url, payload });
    expect(() => plain({ url: mock.url, payload: '{' })).toThrow('chat: payload: the template yields no JSON');
  });
});

describe('what lives as long as the channel', () => {
  const config = z.strictObject({ host: z.string() });
  interface Opened {
    readonly refused: string | undefined;
    readonly shut: string[];
  }
  const shut: string[] = [];
  const pooled = defineChannel<typeof config, object, Opened>({
    ...base,
    config,
    rates: [],
    open: ({ host }, net: Net) => ({ refused: net.refuse(host), shut }),
    shut: async opened => void opened.shut.push('shut'),
    render: () => ({}),
    send: async (_, { opened }: Tools<typeof config, object, Opened>) => ({ providerId: opened.refused ?? 'allowed' }),
  });

  it('is opened with the guard of the network, and shut once', async () => {
    const channel = pooled({ host: '10.1.2.3' });
    expect((await channel.send(delivery(), never())).providerId).toContain('10.1.2.3 is not a public address');
    const allowed = pooled({ host: '10.1.2.3' }, { network: { allow: ['10.0.0.0/8'] } });
    expect((await allowed.send(delivery(), never())).providerId).toBe('allowed');
    await Promise.all([channel.close(), channel.close(), channel[Symbol.asyncDispose]()]);
    expect(shut).toEqual(['shut']);
    await allowed.close();
  });
});
