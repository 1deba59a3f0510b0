import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { startNotifier } from '../testing/start-notifier.js';
import { createServer } from './server.js';

const event = { type: 'task.failed', source: 'demo' };
const withKeys = `
server:
  api_keys:
    - { name: ci, key: write-key, scopes: [events:write] }
    - { name: board, key: read-key, scopes: [read] }
    - { name: ops, key: operate-key, scopes: [operate] }
    - all-key
`;

describe('the HTTP API', () => {
  it('is alive and ready as soon as it listens', async () => {
    await using notifier = await startNotifier('# nothing');
    expect(await notifier.call('/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await notifier.call('/readyz')).toMatchObject({ status: 200, json: { status: 'ready' } });
  });

  it.each([
    ['an unknown path', '/v2/events', {}, 404, 'not_found', 'there is nothing at /v2/events'],
    ['an unknown notification', '/v1/notifications/n_1', {}, 404, 'not_found', 'no notification "n_1"'],
    ['an id that is too long', `/v1/notifications/${'n'.repeat(513)}`, {}, 404, 'not_found', 'at most 512'],
    ['an address that is none', '/v1/notifications/%ZZ', {}, 400, 'invalid_request', 'the address is not valid'],
    ['broken JSON', '/v1/events', { body: '{' }, 400, 'invalid_json', 'not valid JSON'],
    ['an empty body', '/v1/events', { body: '' }, 400, 'invalid_json', 'the body is empty'],
    ['no body at all', '/v1/events', { method: 'POST' }, 400, 'invalid_request', 'the body: is required'],
    ['a body over 1 MiB', '/v1/events', { body: ' '.repeat(1_048_577) }, 413, 'payload_too_large', '1024 KiB'],
    ['a form', '/v1/events', typed('application/x-www-form-urlencoded'), 415, 'unsupported_media_type', 'json'],
    ['plain text', '/v1/notifications', typed('text/plain'), 415, 'unsupported_media_type', 'json'],
    ['a key __proto__', '/v1/events', { body: '{"__proto__":{"a":1}}' }, 400, 'invalid_json', '__proto__'],
    ['one within', '/v1/events', { body: '{"data":{"__proto__":{}}}' }, 400, 'invalid_json', '__proto__'],
  ])('answers %s as a problem', async (_, path, options, status, code, detail) => {
    await using notifier = await startNotifier('# nothing');
    const answer = await notifier.call(path, options);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ type: 'about:blank', title: expect.any(String), status, code });
    expect(answer.json.detail).toContain(detail);
  });

  it.each([
    ['GET', '/v1/events', 'POST'],
    ['DELETE', '/v1/notifications/n_1?x=1', 'GET'],
    ['PUT', '/healthz', 'GET'],
  ])('takes no %s at %s and says what it takes', async (method, path, allowed) => {
    await using notifier = await startNotifier('# nothing');
    const { status, headers, json } = await notifier.call(path, { method });
    expect({ status, allow: headers.allow, code: json.code }).toEqual({
      status: 405,
      allow: allowed,
      code: 'method_not_allowed',
    });
    expect(json.detail).toBe(`${path.split('?')[0]} takes ${allowed}`);
  });

  it('tells nothing of an error of its own, except to the log', async () => {
    await using notifier = await startNotifier('# nothing');
    const counts = jest.spyOn(notifier.app.queue, 'counts').mockRejectedValue(new Error('disk is gone'));
    expect(await notifier.call('/v1/stats')).toMatchObject({
      status: 500,
      json: { code: 'internal', detail: 'something went wrong here; the log has more' },
    });
    expect(notifier.log.join('')).toContain('disk is gone');
    counts.mockRestore();
  });
});

describe('what is no request', () => {
  async function sent(text: string): Promise<string> {
    await using notifier = await startNotifier('# nothing');
    const socket = connect(Number(new URL(notifier.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(text);
    await once(socket, 'close');
    return answer;
  }

  it.each([
    ['is not HTTP', 'hello\r\n\r\n', 400, 'this is not a request in HTTP/1.1'],
    ['has two lengths', 'POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, 'not a request'],
    [
      'has a length and is chunked',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'not a request',
    ],
    [
      'has headers over 8 KiB',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(8_200)}\r\n\r\n`,
      431,
      'larger than 8 KiB',
    ],
  ])('%s is answered as a problem, and its connection ends', async (_, text, status, detail) => {
    const [head = '', body = ''] = (await sent(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({
      status,
      code: 'invalid_request',
      detail: expect.stringContaining(detail),
    });
  });

  it('ends by itself: headers after 10 s, a request after 15, an idle connection after 5, each by a clock of a second', async () => {
    await using notifier = await startNotifier('# nothing');
    expect(createServer(notifier.app, pino({ level: 'silent' })).server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxRequestsPerSocket: 1_000,
      maxHeadersCount: 64,
      maxConnections: 2_000,
    });
  });
});

describe('keys', () => {
  it.each([
    ['without a key', {}],
    ['with a wrong key', bearer('nobody')],
    ['with another way to authenticate', { authorization: 'Basic write-key' }],
    ['with an empty key', bearer('')],
  ])('are asked for: %s the answer is 401', async (_, headers) => {
    await using notifier = await startNotifier(withKeys);
    const answer = await notifier.call('/v1/events', { body: event, headers });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  });

  it.each([
    ['/v1/events', { body: event }, 'write-key', 202],
    ['/v1/events', { body: event }, 'read-key', 403],
    ['/v1/events', { body: event }, 'all-key', 202],
    ['/v1/notifications', { body: { title: 'a' } }, 'write-key', 202],
    ['/v1/notifications', { body: { title: 'a' } }, 'read-key', 403],
    ['/v1/notifications/n_1', {}, 'read-key', 404],
    ['/v1/notifications/n_1', {}, 'write-key', 403],
    ['/v1/stats', {}, 'read-key', 200],
    ['/v1/stats', {}, 'write-key', 403],
    ['/v1/channels', {}, 'read-key', 200],
    ['/v1/channels', {}, 'write-key', 403],
    ['/v1/channels/none/pause', { method: 'POST' }, 'read-key', 403],
    ['/v1/channels/none/resume', { method: 'POST' }, 'operate-key', 404],
    ['/v1/channels/none/resume', { method: 'POST' }, 'read-key', 403],
    ['/v1/channels/none/test', { method: 'POST' }, 'read-key', 403],
    ['/v1/dead-letters', {}, 'read-key', 200],
    ['/v1/dead-letters', {}, 'write-key', 403],
    ['/v1/dead-letters/n_1:a', { method: 'DELETE' }, 'operate-key', 404],
    ['/v1/dead-letters/n_1:a', { method: 'DELETE' }, 'read-key', 403],
    ['/v1/dead-letters/n_1:a/replay', { method: 'POST' }, 'read-key', 403],
    ['/v1/dead-letters/replay', { method: 'POST' }, 'read-key', 403],
    ['/v1/dead-letters/replay', { method: 'POST' }, 'operate-key', 202],
  ])('open what their scopes say: %s %j with %s is %i', async (path, options, key, status) => {
    await using notifier = await startNotifier(withKeys);
    const answer = await notifier.call(path, { ...options, headers: bearer(key) });
    expect(answer.status).toBe(status);
    if (status === 403)
      expect(answer.json).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('scope') });
  });

  it('are asked for before a body is read', async () => {
    await using notifier = await startNotifier(withKeys);
    expect(await notifier.call('/v1/events', { body: '{' })).toMatchObject({ status: 401 });
  });

  it('are not asked of health checks', async () => {
    await using notifier = await startNotifier(withKeys);
    expect((await notifier.call('/healthz')).status).toBe(200);
    expect((await notifier.call('/readyz')).status).toBe(200);
  });
});

function typed(type: string) {
  return { body: 'a=b', headers: { 'content-type': type } };
}

function bearer(key: string) {
  return { authorization: `Bearer ${key}` };
}

it('a request that is sent half holds up no stop', async () => {
  const notifier = await startNotifier('# nothing');
  const socket = connect(Number(new URL(notifier.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
  // The server has the request once a later one on another connection was answered.
  await notifier.call('/healthz');
  const closed = once(
    socket.on('error', () => undefined),
    'close',
  );
  await notifier[Symbol.asyncDispose]();
  await closed;
});
