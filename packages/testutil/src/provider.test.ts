import { once } from 'node:events';
import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { provider, type Provider } from './provider.js';
import { maxBodyBytes } from './received.js';
import type { Fault, Step } from './reply.js';
import { tlsFixture } from './tls-fixture.js';

const limits: Partial<Record<Fault, number>> = { drip: 1, endless: 1_000_000 };

let mock: Provider;
beforeEach(async () => void (mock = await provider()));
afterEach(() => mock.close());

const post = (path: string, body: string, signal?: AbortSignal) =>
  request(mock.url + path, { method: 'POST', body, signal, headersTimeout: 0, bodyTimeout: 0 });
const statuses = (n: number) => Promise.all(Array.from({ length: n }, async () => (await post('/', '')).statusCode));

describe('provider', () => {
  it('records a request and answers 200 by default', async () => {
    const answer = await post('/a?b=c', '{"x":1}');
    expect(answer.statusCode).toBe(200);
    expect(mock.requests()).toMatchObject([
      { method: 'POST', path: '/a?b=c', body: '{"x":1}', json: { x: 1 }, status: 200 },
    ]);
    expect(mock.requests()[0]!.headers.host).toBe(`127.0.0.1:${mock.port}`);
  });

  it('leaves `json` undefined where the body is no JSON', async () => {
    await post('/', '{');
    expect(mock.requests()[0]!.json).toBeUndefined();
  });

  it('follows a script of statuses, then answers by default again', async () => {
    mock.script([500, { status: 503, body: 'busy' }, 'default']);
    expect([await statuses(1), await statuses(1), await statuses(2)]).toEqual([[500], [503], [200, 200]]);
    expect(mock.requests().map(({ status }) => status)).toEqual([500, 503, 200, 200]);
  });

  it('takes each of 200 steps once for 200 parallel requests', async () => {
    const steps = Array.from({ length: 200 }, (_, index) => 200 + index);
    mock.script(steps);
    expect((await statuses(200)).sort((a, b) => a - b)).toEqual(steps);
    expect(mock.count()).toBe(200);
    expect(await statuses(1)).toEqual([200]);
  });

  it('answers by what it was last told, and by its first answer after reset', async () => {
    mock.answer(({ path }) => ({ status: 404, headers: { 'x-path': path }, body: { path } }));
    const answer = await post('/lost', '');
    expect([answer.headers['x-path'], await answer.body.json()]).toEqual(['/lost', { path: '/lost' }]);
    mock.script([500, 500]);
    mock.reset();
    expect(mock.requests()).toEqual([]);
    expect(await statuses(1)).toEqual([200]);
    expect(mock.count()).toBe(1);
  });

  it('answers a redirect', async () => {
    mock.script([{ status: 302, headers: { location: 'http://192.0.2.1/' } }]);
    const { statusCode, headers } = await post('/', '');
    expect([statusCode, headers.location]).toEqual([302, 'http://192.0.2.1/']);
  });

  it('lists a request at once and its status once a slow handler decided', async () => {
    const seen: number[] = [];
    let decide!: (status: number) => void;
    mock.answer(() => new Promise(resolve => (decide = resolve)));
    mock.onRequest(({ status }) => seen.push(status));
    const answer = post('/', '');
    const [received] = await mock.waitFor(1);
    expect([received!.status, seen]).toEqual([0, []]);
    decide(202);
    expect((await answer).statusCode).toBe(202);
    expect([received!.status, seen]).toEqual([202, [202]]);
  });

  it('stops telling a listener that ended its subscription', async () => {
    const seen: string[] = [];
    const end = mock.onRequest(({ path }) => seen.push(path));
    await post('/first', '');
    end();
    await post('/second', '');
    expect(seen).toEqual(['/first']);
  });

  it('says to the client that its handler threw', async () => {
    mock.answer(() => {
      throw new Error('no such case');
    });
    const { statusCode, body } = await post('/', '');
    expect([statusCode, await body.text()]).toEqual([500, "The provider's handler failed: Error: no such case"]);
  });

  it('remembers only the last requests, but counts all', async () => {
    await using small = await provider({ keep: 2 });
    for (const path of ['/1', '/2', '/3']) await request(small.url + path);
    expect(small.requests().map(({ path }) => path)).toEqual(['/2', '/3']);
    expect(small.count()).toBe(3);
  });

  it('refuses a body above 10 MiB and does not record it', async () => {
    expect((await post('/', 'x'.repeat(maxBodyBytes + 1))).statusCode).toBe(413);
    expect((await post('/', 'x'.repeat(maxBodyBytes))).statusCode).toBe(200);
    expect(mock.requests().map(({ body }) => body.length)).toEqual([maxBodyBytes]);
  });

  it('does not record a request whose body broke off, nor spends a step on it', async () => {
    mock.script([503]);
    const socket = connect(mock.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf', () => socket.destroy());
    await once(socket, 'close');
    expect(await statuses(1)).toEqual([503]);
    expect(mock.count()).toBe(1);
  });

  it('speaks HTTPS with the fixture, which a client does not trust by itself', async () => {
    await using secure = await provider({ tls: tlsFixture });
    await expect(request(secure.url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const dispatcher = new Agent({ connect: { ca: tlsFixture.cert } });
    expect((await request(secure.url, { dispatcher })).statusCode).toBe(200);
    expect(secure.url).toMatch(/^https:/);
    secure.answer('reset');
    await expect(request(secure.url, { dispatcher })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    await dispatcher.close();
  });
});

describe('waitFor', () => {
  it('resolves when as many requests came', async () => {
    const two = mock.waitFor(2);
    await statuses(1);
    await statuses(1);
    expect(await two).toHaveLength(2);
    expect(await mock.waitFor(1)).toHaveLength(2);
  });

  it('says how many came when the time is up', async () => {
    await statuses(1);
    await expect(mock.waitFor(3, { timeoutMs: 1 })).rejects.toThrow(
      `The provider at ${mock.url} received 1 of 3 requests within 1 ms.`,
    );
  });

  it('rejects when the provider is closed', async () => {
    const one = mock.waitFor(1);
    await Promise.all([expect(one).rejects.toThrow('received 0 of 1 requests before it was closed.'), mock.close()]);
  });
});

describe('a fault', () => {
  it.each<[Step]>([['hang'], [{ delayMs: 3_600_000 }]])(
    '%j gives no answer until close ends the connection',
    async step => {
      mock.answer(step);
      const answer = post('/', '');
      const failed = expect(answer).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
      await mock.waitFor(1);
      await mock.close();
      await failed;
    },
  );

  it('delays an answer', async () => {
    mock.script([{ delayMs: 1, status: 418 }]);
    expect(await statuses(1)).toEqual([418]);
  });

  it('reset ends the connection before an answer', async () => {
    mock.answer('reset');
    await expect(post('/', '')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(mock.requests()[0]!.status).toBe(0);
  });

  it.each<[Step, string]>([
    ['cut', '.'.repeat(512)],
    [{ fault: 'cut', body: 'abcd' }, 'ab'],
  ])('%j ends the connection in the middle of the body', async (step, half) => {
    mock.answer(step);
    const { statusCode, body } = await post('/', '');
    let read = '';
    const reading = (async () => {
      for await (const chunk of body) read += String(chunk);
    })();
    await expect(reading).rejects.toThrow();
    expect([statusCode, read]).toEqual([200, half]);
  });

  it('drip sends a body byte by byte', async () => {
    mock.answer({ fault: 'drip', body: 'ok' });
    const chunks: string[] = [];
    for await (const chunk of (await post('/', '')).body) chunks.push(String(chunk));
    expect(chunks).toEqual(['o', 'k']);
  });

  it.each<[Fault]>([['drip'], ['endless']])('%s goes on until the client leaves, and then ends', async fault => {
    mock.answer({ fault, status: 500 });
    const leave = new AbortController();
    const { statusCode, body } = await post('/', '', leave.signal);
    expect(statusCode).toBe(500);
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of body as AsyncIterable<Buffer>)
        if ((bytes += chunk.length) > limits[fault]!) leave.abort();
    })();
    await expect(reading).rejects.toThrow();
    mock.reset();
    expect(await statuses(1)).toEqual([200]);
  });

  it('echo answers with what it received', async () => {
    mock.answer({ fault: 'echo', status: 400 });
    const answer = await request(`${mock.url}/x`, { method: 'PUT', body: 'secret', headers: { 'x-key': 'k' } });
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.json()).toMatchObject({
      method: 'PUT',
      path: '/x',
      body: 'secret',
      headers: { 'x-key': 'k' },
    });
  });
});
