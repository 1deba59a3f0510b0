import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call } from '../testing/call.js';
import { run, start } from '../testing/run-command.js';
import { until } from '../testing/until.js';

const urlIn = (out: string) => /is ready on (\S+)/.exec(out)?.[1] ?? '';

describe('sandbox', () => {
  it('is worth watching: events come by themselves and are delivered', async () => {
    const sandbox = start('sandbox', '--port', '0');
    await sandbox.until(/^\d\d:\d\d:\d\d ✔ (slack|custom_webhook) +200 +\d+ ms {2}\S/m);
    const { code, out, err } = await sandbox.stop('SIGINT');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/\nStopped: [1-9]\d* delivered, \d+ failed, \d+ still waiting\.$/);
  });

  it('delivers the event of its welcome, and sends none by itself where it is asked not to', async () => {
    const sandbox = start('sandbox', '--port', '0', '--no-traffic');
    const url = urlIn(await sandbox.until('Ctrl-C stops'));
    const body = /-d '(.*)'/.exec(sandbox.out())?.[1];
    const { json } = await call(`${url}/v1/events`, { body });
    const { deliveries } = await until(
      async () => (await call(`${url}/v1/notifications/${json.ids[0]}`)).json,
      entry => entry.state === 'delivered',
    );
    expect(deliveries).toMatchObject([{ channel: 'slack' }, { channel: 'custom_webhook' }]);
    expect((await call(`${url}/v1/stats`)).json).toMatchObject({ total_sent: 2 });
    expect(await sandbox.stop()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Stopped: 2 delivered, 0 failed/),
    });
  });

  it('says in one sentence that its port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await run('sandbox', '--port', `${port}`)).toEqual({
      code: 1,
      out: '',
      err: `port ${port} on 127.0.0.1 is in use: stop what runs there, or pass another with --port`,
    });
    await new Promise(resolve => other.close(resolve));
  });
});
