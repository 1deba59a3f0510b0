import nock from 'nock';
import { request, type Agent } from 'undici';
import { nockGateway, type NockGateway } from './nock-gateway.js';
import { provider } from './provider.js';

let gateway: NockGateway;
let dispatcher: Agent;
beforeEach(() => {
  gateway = nockGateway();
  dispatcher = gateway.agent({ connections: 2 });
});
afterEach(async () => {
  nock.cleanAll();
  await gateway.close();
});

const get = (url: string, signal?: AbortSignal) => request(url, { dispatcher, signal });

describe('nockGateway', () => {
  it.each(['http://hooks.test', 'https://hooks.test', 'https://hooks.test:8443'])(
    'lets nock answer undici at %s',
    async origin => {
      nock(origin, { reqheaders: { 'x-key': 'k' } })
        .post('/a?b=c', { text: 'hi' })
        .reply(429, { slow: true }, { 'retry-after': '7' });
      const headers = { 'content-type': 'application/json', 'x-key': 'k' };
      const answer = await request(`${origin}/a?b=c`, { dispatcher, method: 'POST', headers, body: '{"text":"hi"}' });
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '7']);
      expect(await answer.body.json()).toEqual({ slow: true });
    },
  );

  it('answers many requests over few connections', async () => {
    nock('http://hooks.test').get('/').times(20).reply(204);
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('http://hooks.test/')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 204));
  });

  it('gives the client the very error of nock, with its code', async () => {
    nock('http://hooks.test')
      .get('/')
      .replyWithError(Object.assign(new Error('away'), { code: 'EHOSTUNREACH' }));
    await expect(get('http://hooks.test/')).rejects.toMatchObject({ message: 'away', code: 'EHOSTUNREACH' });
  });

  it('refuses what no interceptor takes, without reaching the network', async () => {
    await using real = await provider();
    await expect(get(real.url)).rejects.toMatchObject({ code: 'ENETUNREACH' });
    expect(real.count()).toBe(0);
    expect((await request(real.url)).statusCode).toBe(200);
  });

  it('aborts a request whose answer is still to come', async () => {
    const stop = new AbortController();
    nock('http://hooks.test')
      .get('/')
      .delay(3_600_000)
      .reply(200)
      .on('request', () => stop.abort());
    await expect(get('http://hooks.test/', stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses requests once it is closed', async () => {
    await gateway.close();
    dispatcher = gateway.agent();
    await expect(get('http://hooks.test/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
