import type { LookupAddress } from 'node:dns';
import { provider, type Provider } from '@helix/testutil';
import { Agent } from 'undici';
import { addressGuard, type AddressGuard, type Resolve } from './address-guard.js';
import { guardedConnector } from './connector.js';
import { exchange } from './exchange.js';

let canary: Provider;
beforeAll(async () => void (canary = await provider()));
beforeEach(() => canary.reset());
afterAll(() => canary.close());

const loopback = { address: '127.0.0.1', family: 4 };
const open = { address: '93.184.215.14', family: 4 };
const answering =
  (...answers: LookupAddress[]): Resolve =>
  (_, __, done) =>
    done(null, answers);

async function call(guard: AddressGuard, host: string): Promise<number> {
  const agent = new Agent({ connect: guardedConnector(guard, 5_000) });
  const request = { method: 'POST', url: `http://${host}:${canary.port}/` };
  try {
    return (await exchange(agent)(request, new AbortController().signal)).status;
  } finally {
    await agent.destroy();
  }
}

describe('a guarded connection', () => {
  it('is opened to a listed name, at the address that was checked', async () => {
    expect(await call(addressGuard(['hooks.test'], answering(loopback)), 'hooks.test')).toBe(200);
    expect(canary.requests()[0]!.headers.host).toBe(`hooks.test:${canary.port}`);
  });

  it.each([[[loopback]], [[open, loopback]], [[loopback, open]]])(
    'is never opened to a name that answers %j, however often it is tried',
    async answers => {
      const guard = addressGuard([open.address], answering(...answers));
      for (let run = 0; run < 100; run += 1) {
        await expect(call(guard, 'rebound.test')).rejects.toMatchObject({
          code: 'misconfigured',
          message: expect.stringContaining('rebound.test was not called: 127.0.0.1 is not a public address'),
        });
      }
      expect(canary.count()).toBe(0);
    },
  );

  it('is given up where its peer is another than was checked', async () => {
    const blind: AddressGuard = {
      refuse: addressGuard().refuse,
      lookup: () => (_, __, done) => done(null, [loopback]),
    };
    await expect(call(blind, 'rebound.test')).rejects.toMatchObject({ code: 'misconfigured' });
    expect(canary.count()).toBe(0);
  });

  it('fails for the network where the name does not exist', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.test'), { code: 'ENOTFOUND' });
    const guard = addressGuard([], (_, __, done) => done(missing, []));
    await expect(call(guard, 'nowhere.test')).rejects.toMatchObject({
      code: 'network',
      message: 'the receiver’s host name does not exist',
    });
  });
});
