import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mockWebhook } from '@helix/testutil';
import { call } from '../testing/call.js';
import { run, start } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';
import { until } from '../testing/until.js';

const urlIn = (out: string) => /is ready on (\S+)/.exec(out)?.[1] ?? '';

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says where it is ready, delivers, and ends well on %s', async signal => {
    await using hook = await mockWebhook();
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    const serving = start('serve', '--config', file.path, '--port', '0');
    const url = urlIn(await serving.until(/is ready on http:\/\/127\.0\.0\.1:\d+$/));

    hook.script([200, 400, 401]);
    const ids: string[] = [];
    for (const source of ['a', 'b', 'c']) {
      const { json } = await call(`${url}/v1/events`, { body: { type: 'task.failed', source } });
      ids.push(json.ids[0]);
    }
    const { attempts } = await until(
      async () => (await call(`${url}/v1/notifications/${ids[2]}`)).json.deliveries[0],
      delivery => delivery.attempts.length === 1,
    );
    expect(attempts).toMatchObject([{ result: 'unauthorized', status: 401 }]);

    const { code, out, err } = await serving.stop(signal);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      new RegExp(
        `^queue: embedded, in ${dirname(file.path)}/data\n.*\n${signal}: finishing what is on its way …\nstopped; still waiting, and kept for the next start: 1$`,
      ),
    );
    await expect(call(`${url}/healthz`)).rejects.toThrow('ECONNREFUSED');
    expect(process.listenerCount(signal)).toBe(0);
  });

  it('says that a queue in memory loses what waits', async () => {
    await using hook = await mockWebhook();
    hook.answer(500);
    await using file = await temporaryFile('helix.yaml', `queue: { driver: memory }\n${toHook(hook.url)}`);
    const serving = start('serve', '--config', file.path, '--port', '0');
    const url = urlIn(await serving.until('ready'));
    await call(`${url}/v1/events`, { body: { type: 'task.failed', source: 'a' } });
    const { out } = await serving.stop();
    expect(out).toMatch(/^queue: in memory; what waits is lost when the process ends\n/);
    expect(out).toMatch(/\nstopped; still waiting, and lost since the queue is in memory: 1$/);
  });

  it('does not start on a store that another one has open, and says who that is', async () => {
    await using file = await temporaryFile('helix.yaml', 'server: { port: 0 }');
    const serving = start('serve', '--config', file.path);
    await serving.until('ready');
    const { code, out, err } = await run('serve', '--config', file.path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      new RegExp(`^The queue in ${dirname(file.path)}/data is open in .*process ${process.pid} on .*$`),
    );
    expect((await serving.stop()).code).toBe(0);
  });

  it('does not start on a store that is none', async () => {
    await using file = await temporaryFile('helix.yaml', 'queue: { path: helix.yaml }');
    const { code, out, err } = await run('serve', '--config', file.path, '--port', '0');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^The queue's folder .*helix\.yaml is a file; give another path\.$/);
  });

  it('listens where the flags say, before the file', async () => {
    await using file = await temporaryFile('helix.yaml', 'server: { host: 127.0.0.1, port: 1 }');
    const serving = start('serve', '--config', file.path, '--host', 'localhost', '--port', '0');
    const out = await serving.until('ready');
    expect(out).toMatch(/ready on http:\/\/localhost:\d+$/);
    expect((await serving.stop()).code).toBe(0);
  });

  it('says in one sentence that its port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    await using file = await temporaryFile('helix.yaml', `server: { port: ${port} }`);
    expect(await run('serve', '--config', file.path)).toEqual({
      code: 1,
      out: '',
      err: `port ${port} on 127.0.0.1 is in use: stop what runs there, or pass another with --port`,
    });
    await new Promise(resolve => other.close(resolve));
  });

  it.each([
    ['192.0.2.1', 'server.host: 192.0.2.1 is not an address of this machine'],
    ['no such', 'server.host: no such is not an address of this machine'],
    ['n'.repeat(300), `server: cannot listen on ${'n'.repeat(300)}, port 0: getaddrinfo EINVAL ${'n'.repeat(300)}`],
  ])('says in one sentence that it cannot listen on %s', async (host, err) => {
    await using file = await temporaryFile('helix.yaml', `server: { host: "${host}", port: 0, api_keys: [k] }`);
    expect(await run('serve', '--config', file.path)).toEqual({ code: 1, out: '', err });
  });

  it.each([
    ['no file', undefined, /no-such\.yaml:1:1 .*create it, or name another one with --config$/],
    ['a broken one', 'server: { prot: 1 }', /:1:11 server\.prot: is not a known key; did you mean "port"\?$/],
    ['an open address without keys', 'server: { host: 0.0.0.0 }', /add server\.api_keys, or bind to 127\.0\.0\.1$/],
  ])('does not start on %s', async (_, text, message) => {
    await using file = await temporaryFile('helix.yaml', text ?? '');
    const { code, out, err } = await run('serve', '--config', text === undefined ? 'no-such.yaml' : file.path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });

  it('warns of a channel that is off for want of a secret, and serves the others', async () => {
    await using file = await temporaryFile('helix.yaml', 'notifications: { channels: { slack: { webhook_url: "" } } }');
    const serving = start('serve', '--config', file.path, '--port', '0');
    await serving.until('ready');
    const { code, err } = await serving.stop();
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: .*notifications\.channels\.slack: is off: webhook_url is empty$/);
  });
});

const toHook = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels: { hook: { type: webhook, url: "${url}", concurrency: 1 } }
  rules: [{ name: All, channels: [hook] }]
`;
