import { once } from 'node:events';
import { provider, type Provider, type Step } from '@helix/testutil';
import { nockGateway } from '@helix/testutil/nock';
import nock from 'nock';
import { Agent, MockAgent, type Dispatcher } from 'undici';
import { DeliveryError } from '../errors.js';
import { exchange, type HttpRequest } from './exchange.js';

let mock: Provider;
let agent: Agent;
beforeEach(async () => {
  mock = await provider();
  agent = new Agent({ connections: 1 });
});
afterEach(async () => {
  await mock.close();
  await agent.destroy();
});

const never = new AbortController().signal;
const call = (more: Partial<HttpRequest> = {}, signal = never, dispatcher: Dispatcher = agent) =>
  exchange(dispatcher)({ method: 'POST', url: `${mock.url}/hook`, ...more }, signal);
const answered = (step: Step) => {
  mock.answer(step);
  return call();
};
const sent = async (more: Partial<HttpRequest>) => {
  await call(more);
  return mock.requests().at(-1)!;
};

describe('an answer', () => {
  it.each([200, 204, 302, 404, 429, 503])('is one whatever its status: %i', async status => {
    expect(await answered({ status, headers: { 'x-id': '7' } })).toMatchObject({
      status,
      headers: { 'x-id': '7' },
      text: '',
    });
  });

  it('is put together of its pieces, in which characters may be cut', async () => {
    expect((await answered({ fault: 'drip', body: 'é€👍' })).text).toBe('é€👍');
  });

  it.each([
    ['{"ok":true,"n":[1]}', { ok: true, n: [1] }],
    [' \n[1]', [1]],
    ['"text"', 'text'],
    ['-1.5', -1.5],
    ['null', null],
    ['ok', undefined],
    ['{"ok":', undefined],
    ['<html></html>', undefined],
    ['', undefined],
  ])('of %j is read as JSON when asked', async (body, json) => {
    const answer = await answered({ body });
    expect([answer.text, answer.json]).toEqual([body, json]);
  });

  it('is parsed each time it is asked, and never before', async () => {
    const answer = await answered({ body: { ok: true } });
    expect(answer.json).not.toBe(answer.json);
  });

  it('that does not end is read to 64 KiB, then its connection is cut', async () => {
    const cut = once(agent, 'disconnect');
    const { status, text } = await answered({ status: 500, fault: 'endless' });
    expect([status, text.length]).toEqual([500, 65_536]);
    await cut;
    expect((await answered(200)).status).toBe(200);
  });

  it('of exactly 64 KiB is whole', async () => {
    expect((await answered({ body: 'x'.repeat(65_536) })).text).toHaveLength(65_536);
  });

  it('gives all values of a header that came twice', async () => {
    const twice: Dispatcher.DispatcherComposeInterceptor = dispatch => (options, handler) =>
      dispatch(options, {
        ...handler,
        onResponseStart: (controller, status, headers, text) =>
          handler.onResponseStart?.(controller, status, { ...headers, 'retry-after': ['1', '2'] }, text),
      });
    const { headers } = await call({}, never, agent.compose(twice));
    expect(headers['retry-after']).toEqual(['1', '2']);
  });
});

describe('a request', () => {
  const json = 'application/json; charset=utf-8';

  it.each<[string, HttpRequest['body'], HttpRequest['headers'], string | undefined, string]>([
    ['an object goes out as JSON', { a: 'ü' }, {}, json, '{"a":"ü"}'],
    ['so do null', null, {}, json, 'null'],
    ['and a list', [1], {}, json, '[1]'],
    ['its content type may be given', {}, { 'content-type': 'application/vnd.x+json' }, 'application/vnd.x+json', '{}'],
    ['in any spelling', {}, { 'Content-Type': 'application/vnd.x+json' }, 'application/vnd.x+json', '{}'],
    ['text goes out byte for byte', ' é\r\n\t👍 ', {}, undefined, ' é\r\n\t👍 '],
    ['with the content type that is given', '<a/>', { 'content-type': 'text/xml' }, 'text/xml', '<a/>'],
    ['there may be none', undefined, {}, undefined, ''],
  ])('%s', async (_, body, headers, type, received) => {
    const request = await sent({ body, headers: headers! });
    expect([request.headers['content-type'], request.body]).toEqual([type, received]);
  });

  it('goes to the address as it is, with its method and headers', async () => {
    const request = await sent({ method: 'PUT', url: `${mock.url}/a%20b/ü?c=d&e#f`, headers: { 'X-Key': 'k' } });
    expect(request).toMatchObject({ method: 'PUT', path: '/a%20b/%C3%BC?c=d&e' });
    expect(request.headers).toMatchObject({ 'x-key': 'k', host: `127.0.0.1:${mock.port}` });
  });

  it('goes to the address of each, one after the other, over one connection', async () => {
    let connections = 0;
    agent.on('connect', () => (connections += 1));
    const send = exchange(agent);
    for (const path of ['/a', '/b', '/a']) await send({ method: 'POST', url: mock.url + path }, never);
    expect(mock.requests().map(({ path }) => path)).toEqual(['/a', '/b', '/a']);
    expect(connections).toBe(1);
  });

  it.each<[string, Partial<HttpRequest>]>([
    ['header value', { headers: { 'x-key': 'a\r\nx-other: b' } }],
    ['header name', { headers: { 'x key': 'a' } }],
    ['method', { method: 'GE T' }],
  ])('is not sent with a %s that HTTP does not allow', async (_, more) => {
    await expect(call(more)).rejects.toMatchObject({
      code: 'misconfigured',
      message: 'the request cannot be sent: a header or the address has characters that HTTP does not allow',
    });
    expect(mock.count()).toBe(0);
  });
});

describe('an address', () => {
  it.each([
    ['hooks.test', 'the address is not a URL'],
    ['https://', 'the address is not a URL'],
    ['file:///etc/passwd', 'the address is neither https nor http'],
  ])('that cannot be called is a misconfiguration: %s', async (url, message) => {
    await expect(call({ url })).rejects.toMatchObject({ code: 'misconfigured', message });
  });

  it('may be refused before anything is sent', async () => {
    const refused = new DeliveryError('misconfigured', 'not there');
    const send = exchange(agent, ({ pathname }) => (pathname === '/no' ? refused : undefined));
    await expect(send({ method: 'POST', url: `${mock.url}/no` }, never)).rejects.toBe(refused);
    await send({ method: 'POST', url: `${mock.url}/yes` }, never);
    expect(mock.requests().map(({ path }) => path)).toEqual(['/yes']);
  });
});

describe('a request without an answer', () => {
  it.each<[Step, string]>([
    ['reset', 'the receiver cut the connection'],
    [{ fault: 'cut', body: 'ok' }, expect.any(String)],
  ])('fails for the network: %j', async (step, message) => {
    await expect(answered(step)).rejects.toMatchObject({ code: 'network', retryable: true, message });
  });

  it('fails for the network where the receiver ends the connection in order', async () => {
    mock.answer('hang');
    const failed = expect(call()).rejects.toMatchObject({ code: 'network', reason: 'UND_ERR_SOCKET' });
    await mock.waitFor(1);
    await mock.close();
    await failed;
  });

  it('says where nobody listens', async () => {
    await mock.close();
    await expect(call()).rejects.toMatchObject({
      code: 'network',
      reason: 'ECONNREFUSED',
      message: 'the receiver refused the connection: is it running?',
    });
  });
});

describe('a signal', () => {
  const timeout = new DOMException('too late', 'TimeoutError');

  it.each([
    ['cancelled', undefined],
    ['cancelled', new Error('somebody gave up')],
    ['timeout', timeout],
  ])('that has aborted sends nothing: %s', async (code, reason) => {
    await expect(call({}, AbortSignal.abort(reason))).rejects.toMatchObject({ code });
    expect(mock.count()).toBe(0);
  });

  it.each([
    ['cancelled', new Error('somebody gave up')],
    ['timeout', timeout],
  ])('ends the wait for an answer: %s', async (code, reason) => {
    const stop = new AbortController();
    mock.answer('hang');
    const failed = expect(call({}, stop.signal)).rejects.toMatchObject({ code });
    await mock.waitFor(1);
    stop.abort(reason);
    await failed;
  });

  it('ends an answer in the middle of its body', async () => {
    const stop = new AbortController();
    const aborting: Dispatcher.DispatcherComposeInterceptor = dispatch => (options, handler) =>
      dispatch(options, { ...handler, onResponseData: () => stop.abort() });
    const cut = once(agent, 'disconnect');
    mock.answer('drip');
    await expect(call({}, stop.signal, agent.compose(aborting))).rejects.toMatchObject({ code: 'cancelled' });
    await cut;
  });

  it('takes back a request that waits for a connection', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    mock.script(['hang']);
    const held = expect(call({}, first.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await mock.waitFor(1);
    const waiting = call({ url: `${mock.url}/waiting` }, second.signal);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    first.abort();
    await held;
    await call({ url: `${mock.url}/later` });
    expect(mock.requests().map(({ path }) => path)).toEqual(['/hook', '/later']);
  });
});

describe('a dispatcher from outside', () => {
  it('may be undici’s mock', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    dispatcher.get('https://hooks.test').intercept({ method: 'POST', path: '/hook' }).reply(201, { ok: true });
    const answer = await call({ url: 'https://hooks.test/hook', body: {} }, never, dispatcher);
    expect([answer.status, answer.json]).toEqual([201, { ok: true }]);
    await dispatcher.close();
  });

  it('may be nock’s gateway', async () => {
    const gateway = nockGateway();
    nock('https://hooks.test').post('/hook', { a: 1 }).reply(429, 'slow', { 'retry-after': '7' });
    const answer = await call({ url: 'https://hooks.test/hook', body: { a: 1 } }, never, gateway.agent());
    expect([answer.status, answer.text, answer.headers['retry-after']]).toEqual([429, 'slow', '7']);
    nock.cleanAll();
    await gateway.close();
    nock.enableNetConnect();
  });
});
