import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { notify } from '@helix/notify-core';
import { provider, tlsFixture } from '@helix/testutil';
import { webhook } from './index.js';

const input = { title: 'x' };

describe('the address', () => {
  it.each([
    ['', 'must be an https or http address'],
    ['example.com/hook', 'must be an https or http address'],
    ['ftp://example.com', 'must be an https or http address'],
    ['file:///etc/passwd', 'must be an https or http address'],
    ['https://', 'must be an https or http address'],
    ['https://exa mple.com', 'must be an https or http address'],
    ['https://example.com\n/hook', 'must be an https or http address'],
    ['https:\\\\example.com', 'must be an https or http address'],
    ['https://example.com\\@10.0.0.1/', 'must be an https or http address'],
    ['https://[fe80::1%25eth0]/', 'must be an https or http address'],
    ['https://user@example.com/', 'must hold no user name'],
    ['https://:pass-9@example.com/', 'must hold no user name'],
    ['http://example.com@127.0.0.1/', 'must hold no user name'],
  ])('%j is refused when the channel is made', (url, message) => {
    expect(() => webhook({ url })).toThrow(`webhook: url: ${message}`);
  });

  it('is never told in a refusal', () => {
    expect(() => webhook({ url: 'https://:pass-9@example.com/' })).not.toThrow('pass-9');
  });
});

/** Listens on every address of this machine and counts who connects. */
async function canary() {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => undefined).end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
  });
  await once(server.listen(0), 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.length, close };
}

describe('an address that is not public', () => {
  let receiver: Awaited<ReturnType<typeof canary>>;
  beforeEach(async () => (receiver = await canary()));
  afterEach(() => receiver.close());
  const schemes = ['https', 'http'];

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '127.1',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '0',
    'localhost',
    '[::]',
    '[::1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ])('such as %s is not called, by neither scheme', async host => {
    for (const scheme of schemes) {
      const sending = notify(webhook({ url: `${scheme}://${host}:${receiver.port}/` }), input);
      await expect(sending).rejects.toMatchObject({ code: 'misconfigured' });
    }
    expect(receiver.connections()).toBe(0);
  });

  it('is called where it is listed, in any spelling', async () => {
    const url = `http://0x7f.1:${receiver.port}/`;
    await expect(notify(webhook({ url }), input)).rejects.toThrow('network: { allow: ["127.0.0.1"] }');
    await notify(webhook({ url }, { network: { allow: ['127.0.0.0/8'] } }), input);
    expect(receiver.connections()).toBe(1);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %d is not followed', async status => {
    const receiver = await canary();
    const redirecting = await provider({
      answer: { status, headers: { location: `http://127.0.0.1:${receiver.port}/` } },
    });
    const channel = webhook({ url: redirecting.url }, { network: { allow: ['127.0.0.1'] } });
    await expect(notify(channel, input)).rejects.toMatchObject({ code: 'misconfigured', status });
    expect([redirecting.count(), receiver.connections()]).toEqual([1, 0]);
    await redirecting.close();
    receiver.close();
  });
});

describe('a certificate that nobody trusts', () => {
  it('is refused, unless verification is turned off by name', async () => {
    const receiver = await provider({ tls: tlsFixture });
    const send = (options: { verifySsl?: boolean }) =>
      notify(webhook({ url: receiver.url, ...options }, { network: { allow: ['127.0.0.1'] } }), input);
    for (const options of [{}, { verifySsl: true }])
      await expect(send(options)).rejects.toMatchObject({ code: 'misconfigured', retryable: false });
    expect(receiver.count()).toBe(0);
    await send({ verifySsl: false });
    expect(receiver.count()).toBe(1);
    await receiver.close();
  });
});
