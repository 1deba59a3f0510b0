import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { provider, tlsFixture } from '@helix/testutil';
import { MockAgent } from 'undici';
import type { ChannelOptions } from '../channel/channel.js';
import type { TlsOptions } from './connector.js';
import { transport } from './transport.js';

const network = { allow: ['127.0.0.1'] };
const never = new AbortController().signal;

async function call(url: string, options: ChannelOptions = { network }, tls?: TlsOptions): Promise<number> {
  const { exchange, close } = transport(options, 5_000, tls);
  try {
    return (await exchange({ method: 'POST', url, body: {} }, never)).status;
  } finally {
    await close();
  }
}

describe('a channel’s own pool', () => {
  let server: Server;
  let connections: number;
  beforeEach(async () => {
    connections = 0;
    server = createServer((_, response) => void response.end());
    server.on('connection', () => (connections += 1));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => server.close());
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  it('reuses its connections, and sends many at once over several', async () => {
    const { exchange, close } = transport({ network }, 5_000);
    const send = () => exchange({ method: 'POST', url: url() }, never);
    for (let sent = 0; sent < 20; sent += 1) await send();
    // Two: undici takes a connection for busy until the turn in which its answer ended is over.
    expect(connections).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 5 }, send));
    expect(connections).toBeGreaterThanOrEqual(5);
    await close();
  });

  it('sends nothing once it is closed', async () => {
    const { exchange, close } = transport({ network }, 5_000);
    await close();
    await expect(exchange({ method: 'POST', url: url() }, never)).rejects.toMatchObject({ code: 'network' });
    expect(connections).toBe(0);
  });
});

describe('TLS', () => {
  it('refuses a certificate that nobody vouches for, until a person has seen to it', async () => {
    await using secure = await provider({ tls: tlsFixture });
    await expect(call(secure.url)).rejects.toMatchObject({
      code: 'misconfigured',
      retryable: false,
      reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(secure.count()).toBe(0);
  });

  it('takes any certificate where it is told to', async () => {
    await using secure = await provider({ tls: tlsFixture });
    expect(await call(secure.url, { network }, { rejectUnauthorized: false })).toBe(200);
  });

  it('is not what a plain receiver speaks', async () => {
    await using plain = await provider();
    await expect(call(plain.url.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'network' });
    expect(plain.count()).toBe(0);
  });
});

describe('a dispatcher from outside', () => {
  let dispatcher: MockAgent;
  beforeEach(() => {
    dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
  });
  afterEach(() => dispatcher.close());
  const answerAt = (origin: string) => dispatcher.get(origin).intercept({ method: 'POST', path: '/' }).reply(201);

  it.each(['http://127.0.0.1', 'https://10.0.0.1', 'https://[::ffff:7f00:1]', 'http://2130706433'])(
    'is not asked to call %s',
    async origin => {
      answerAt(new URL(origin).origin);
      await expect(call(`${origin}/`, { dispatcher })).rejects.toMatchObject({
        code: 'misconfigured',
        message: expect.stringContaining('was not called'),
      });
    },
  );

  it.each(['https://hooks.test', 'http://hooks.test', 'https://93.184.215.14'])(
    'resolves names itself: %s',
    async origin => {
      answerAt(origin);
      expect(await call(`${origin}/`, { dispatcher })).toBe(201);
    },
  );

  it('calls an address that is listed', async () => {
    answerAt('http://127.0.0.1');
    expect(await call('http://127.0.0.1/', { dispatcher, network })).toBe(201);
  });

  it('is left open when the channel closes: whoever makes a thing closes it', async () => {
    answerAt('https://hooks.test').times(2);
    await call('https://hooks.test/', { dispatcher });
    expect(await call('https://hooks.test/', { dispatcher })).toBe(201);
  });
});

describe('what a channel may dial itself', () => {
  it('asks the same guard', () => {
    const { net } = transport({ network }, 5_000);
    expect(net.refuse('10.0.0.1')).toContain('10.0.0.1 was not called');
    expect(net.refuse('127.0.0.1')).toBeUndefined();
    expect(net.refuse('mail.example')).toBeUndefined();
    expect(net.lookup).toBeInstanceOf(Function);
  });
});
