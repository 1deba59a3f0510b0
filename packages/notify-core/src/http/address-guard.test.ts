import type { LookupAddress } from 'node:dns';
import { provider, type Provider } from '@helix/testutil';
import { addressGuard, isAllowEntry, type AddressGuard, type Resolve } from './address-guard.js';
import { transport } from './transport.js';

let canary: Provider;
beforeAll(async () => void (canary = await provider()));
beforeEach(() => canary.reset());
afterAll(() => canary.close());

async function call(url: string, allow?: readonly string[]): Promise<number> {
  const { exchange, close } = transport({ network: { allow } }, 5_000);
  try {
    return (await exchange({ method: 'POST', url }, new AbortController().signal)).status;
  } finally {
    await close();
  }
}

/** Hosts that are the loopback, or another address that is not public, in one spelling or another. */
const hosts = {
  'IPv4 in all spellings that URLs know': [
    ...['127.0.0.1', '127.1', '127.0.1', '127.0.0.1.', '127.255.255.254', '2130706433', '2130706433.'],
    ...['0x7f000001', '0X7F.1', '0x7f.0.0.1', '0x7f.0x0.0x0.0x1', '017700000001', '0177.1', '0177.0.0.01'],
    ...[
      '0',
      '0.0.0.0',
      '0x0',
      '00.0',
      '%31%32%37.0.0.1',
      '①②⑦.0.0.1',
      '１２７.０.０.１',
      '127。0。0。1',
      '127．0．0．1',
    ],
  ],
  'names that lead there': ['localhost', 'LOCALHOST', 'ⓛocalhost', 'loc\u00adalhost'],
  'user names, controls and slashes that hide the host': [
    ...['user:pw@127.0.0.1', 'hooks.example@127.0.0.1', 'hooks.example%20@127.0.0.1', '127.0\t.0.1', '127.0.0\n.1'],
    ...['/127.0.0.1', '\\\\127.0.0.1'],
  ],
  'IPv6, and IPv4 within it': [
    ...[
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[0000::0001]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::FFFF:7F00:1]',
    ],
    ...['[0:0:0:0:0:ffff:127.0.0.1]', '[::ffff:10.0.0.1]', '[::127.0.0.1]', '[::7f00:1]', '[64:ff9b::7f00:1]'],
    ...['[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:c0a8:1::1]', '[2001:0:7f00:1::]'],
  ],
  'private and special ranges': [
    ...['10.0.0.1', '10.255.255.255', '100.64.0.1', '169.254.1.1', '172.16.0.1', '172.31.255.254', '192.168.1.1'],
    ...['192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.2.3'],
    ...[
      '240.0.0.1',
      '255.255.255.255',
      '[fc00::1]',
      '[fd12:3456::1]',
      '[fe80::1]',
      '[febf::1]',
      '[fec0::1]',
      '[ff02::1]',
    ],
    ...['[100::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]'],
  ],
};
const metadata = [
  ...['169.254.169.254', '169.254.169.254.', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '[::ffff:a9fe:a9fe]'],
  ...['[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]', '[fd00:ec2::254]', '[fd20:ce::254]', '100.100.100.200'],
  ...['168.63.129.16', '169.254.170.2'],
];

describe.each(Object.entries(hosts))('%s', (_, spellings) => {
  it.each(spellings)('are not called: %j', async host => {
    for (const scheme of ['http', 'https']) {
      await expect(call(`${scheme}://${host}:${canary.port}/`)).rejects.toMatchObject({
        code: 'misconfigured',
        message: expect.stringContaining('was not called'),
      });
    }
    expect(canary.count()).toBe(0);
  });
});

describe('the address guard', () => {
  it.each(metadata)('never lets %s be called, whatever is allowed', async host => {
    const allow = ['0.0.0.0/0', '::/0', '169.254.169.254', 'fd00:ec2::254', '100.100.100.200'];
    await expect(call(`http://${host}/latest/meta-data`, allow)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('is never dialled'),
    });
  });

  it.each(['http://[fe80::1%25eth0]/', 'http://127.0.0.1:99999/', 'http://', 'http://256.1.1.1/', 'no address'])(
    'calls nothing where there is no URL: %j',
    async url => {
      await expect(call(url)).rejects.toMatchObject({ code: 'misconfigured', message: 'the address is not a URL' });
    },
  );

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:,x'])('speaks neither files nor FTP: %s', async url => {
    await expect(call(url)).rejects.toMatchObject({
      code: 'misconfigured',
      message: 'the address is neither https nor http',
    });
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.0/8'],
    ['127.1', '127.0.0.1'],
    ['[::ffff:127.0.0.1]', '127.0.0.0/30'],
    ['localhost', 'LocalHost'],
    ['localhost', '127.0.0.0/8', '::1'],
  ])('lets %s be called, by plain http too, where %s is allowed', async (host, ...allow) => {
    expect(await call(`http://${host}:${canary.port}/`, allow)).toBe(200);
    expect(canary.count()).toBe(1);
  });

  it('says why, and the line to add', async () => {
    await expect(call('https://[::1]/hooks/s3cret')).rejects.toThrow(
      '::1 was not called: ::1 is not a public address; to allow it: network: { allow: ["::1"] }',
    );
    expect(addressGuard().refuse('93.184.215.14', true)?.message).toBe(
      '93.184.215.14 was not called: plain http is accepted for listed addresses only; use https, or to allow it: network: { allow: ["93.184.215.14"] }',
    );
  });

  it.each([
    ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...['169.253.255.255', '172.15.255.255', '172.32.0.0', '192.167.255.255', '198.17.255.255', '223.255.255.255'],
    ...['[2606:4700::1111]', '[2001:200::1]', '[2003::1]', '[::ffff:1.1.1.1]', 'hooks.example'],
  ])('leaves %s alone', host => {
    expect(addressGuard().refuse(host, false)).toBeUndefined();
  });

  it('sees through the name of an interface', () => {
    expect(addressGuard().refuse('fe80::1%eth0', false)?.message).toContain('is not a public address');
    expect(addressGuard(['fe80::/10']).refuse('fe80::1%eth0', true)).toBeUndefined();
  });

  it.each([
    ...['', ' ', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/0x8', 'fd00::/129', '[::1]'],
    ...['*.example.com', 'http://hooks.internal', 'hooks.internal:80', 'hooks.internal.', 'a b', '127.0.0.1:80'],
    ...['2130706433', '127.1', '0x7f.1', 'fe80::1%eth0', '256.1.1.1'],
  ])('refuses %j as an entry of the list, in one sentence', entry => {
    expect(isAllowEntry(entry)).toBe(false);
    expect(() => transport({ network: { allow: ['10.0.0.1', entry] } }, 5_000)).toThrow(
      `network.allow: "${entry}" is not an address, a range such as 10.0.0.0/8, or a host name`,
    );
  });

  it.each(['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '::/0', 'hooks', 'hooks.internal', 'a-b_c.x1'])(
    'takes %s as an entry of the list',
    entry => expect(isAllowEntry(entry)).toBe(true),
  );
});

type Answers = LookupAddress | readonly LookupAddress[];
const looked = (guard: AddressGuard, host: string, { plain = false, all = true } = {}) =>
  new Promise<Answers>((resolve, reject) => {
    guard.lookup(plain)(host, { all }, (error, address, family) => {
      if (error) return reject(error);
      resolve(typeof address === 'string' ? { address, family: family! } : address);
    });
  });
const open = { address: '93.184.215.14', family: 4 };
const closed = { address: '10.0.0.7', family: 4 };
const answering =
  (...answers: LookupAddress[]): Resolve =>
  (_, __, done) =>
    done(null, answers);

describe('the guarded lookup', () => {
  it('hands back exactly the addresses that were checked', async () => {
    const guard = addressGuard([], answering(open, { address: '2606:4700::1111', family: 6 }));
    expect(await looked(guard, 'hooks.example')).toEqual([open, { address: '2606:4700::1111', family: 6 }]);
    expect(await looked(guard, 'hooks.example', { all: false })).toEqual(open);
  });

  it.each([
    [open, closed],
    [closed, open],
    [open, { address: '::ffff:7f00:1', family: 6 }],
    [{ address: '64:ff9b::7f00:1', family: 6 }],
    [{ address: 'fe80::1%eth0', family: 6 }],
  ])('refuses a name whose answers are %j and %j', async (...answers) => {
    await expect(looked(addressGuard([], answering(...answers)), 'rebound.example')).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('to allow it: network: { allow: ["rebound.example"] }'),
    });
  });

  it('takes plain http to a name only where the name or all of its addresses are listed', async () => {
    const resolve = answering(open);
    const plain = { plain: true };
    await expect(looked(addressGuard([], resolve), 'hooks.example', plain)).rejects.toThrow('plain http');
    expect(await looked(addressGuard(['hooks.example'], resolve), 'HOOKS.example', plain)).toEqual([open]);
    expect(await looked(addressGuard(['93.184.215.0/24'], resolve), 'hooks.example', plain)).toEqual([open]);
  });

  it('refuses a listed name that leads to where clouds keep credentials', async () => {
    const guard = addressGuard(['metadata.google.internal'], answering({ address: '169.254.169.254', family: 4 }));
    await expect(looked(guard, 'metadata.google.internal')).rejects.toThrow('is never dialled');
  });

  it('asks once for each connection, so that a second answer is checked like the first', async () => {
    let asked = 0;
    const guard = addressGuard([], (_, __, done) => done(null, [asked++ % 2 === 0 ? open : closed]));
    for (let run = 0; run < 100; run += 1) {
      expect(await looked(guard, 'rebound.example')).toEqual([open]);
      await expect(looked(guard, 'rebound.example')).rejects.toMatchObject({ code: 'misconfigured' });
    }
    expect(asked).toBe(200);
  });

  it('passes on that a name does not exist', async () => {
    const missing = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const guard = addressGuard([], (_, __, done) => done(missing, []));
    await expect(looked(guard, 'nowhere.example')).rejects.toBe(missing);
  });
});
