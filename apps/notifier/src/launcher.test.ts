import { mockWebhook } from '@helix/testutil';
import { call } from './testing/call.js';
import { launch } from './testing/launch.js';
import { temporaryFile } from './testing/temporary-file.js';
import { until } from './testing/until.js';

const event = { type: 'task.failed', source: 'demo', severity: 'error', data: { task_id: 't-1', error: 'boom' } };
const urlIn = (out: string) => /is ready on (\S+)/.exec(out)?.[1] ?? '';
const toHook = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}/\${PATH_SECRET}", auth_type: bearer, auth_token: "\${TOKEN}" }
    gone: { type: webhook, url: "${url}/\${PATH_SECRET}", enabled: false }
  rules: [{ name: All, channels: [hook] }]
`;
const env = { PATH_SECRET: 'CANARYPath', TOKEN: 'CANARYToken' };

describe('the installed command', () => {
  it('serves, tells its log of what failed and of no secret, and ends well on SIGTERM', async () => {
    await using hook = await mockWebhook();
    const repeated = 'you sent me /CANARYPath and CANARYToken';
    hook.script([
      { status: 400, body: repeated },
      { status: 401, body: repeated },
    ]);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using serving = launch(['serve', '--config', file.path, '--port', '0'], { env });
    const url = urlIn(await serving.until(/ready on .*\n/));

    await call(`${url}/v1/events`, { body: event });
    await until(serving.err, log => log.includes('delivery failed'));
    await call(`${url}/v1/events`, { body: event });
    await until(serving.err, log => log.includes('delivery waits') && log.includes('lane closed'));
    expect(await serving.end('SIGTERM')).toBe(0);

    expect(hook.requests()[0]).toMatchObject({ path: '/CANARYPath', headers: { authorization: 'Bearer CANARYToken' } });
    expect(serving.out()).toMatch(
      /SIGTERM: finishing what is on its way …\nstopped; still waiting, and kept for the next start: 1\n$/,
    );
    expect(serving.out() + serving.err()).not.toContain('CANARY');
    for (const line of serving.err().trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(Number) });
  });

  it('goes on where its log cannot be written', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 400 }, { status: 400 }, { status: 200 }]);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using serving = launch(['serve', '--config', file.path, '--port', '0'], { env, logTo: '/dev/full' });
    const url = urlIn(await serving.until(/ready on .*\n/));
    for (let count = 1; count <= 3; count++) {
      await call(`${url}/v1/events`, { body: event });
      await hook.waitFor(count);
    }
    expect(await serving.end('SIGTERM')).toBe(0);
  });

  it('finishes what is on its way before it ends', async () => {
    await using hook = await mockWebhook();
    hook.script([{ status: 200, delayMs: 300 }]);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using serving = launch(['serve', '--config', file.path, '--port', '0'], { env });
    const url = urlIn(await serving.until(/ready on .*\n/));
    const answered = new Promise<number>(resolve => hook.onRequest(({ status }) => resolve(status)));
    await call(`${url}/v1/events`, { body: event });
    await hook.waitFor(1);
    expect(await serving.end('SIGTERM')).toBe(0);
    expect(await answered).toBe(200);
    expect(serving.err()).not.toContain('delivery');
  });

  it('runs the sandbox until Ctrl-C', async () => {
    await using sandbox = launch(['sandbox', '--port', '0']);
    await sandbox.until(/^\d\d:\d\d:\d\d ✔ /m);
    expect(await sandbox.end('SIGINT')).toBe(0);
    expect(sandbox.out()).toMatch(/\nStopped: \d+ delivered, .* still waiting\.\n$/);
    expect(sandbox.out()).not.toContain('\u001b');
    expect(sandbox.err()).not.toContain('"level":50');
  });

  it('ends at once on a second signal', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using serving = launch(['serve', '--config', file.path, '--port', '0'], { env });
    const url = urlIn(await serving.until(/ready on .*\n/));
    await call(`${url}/v1/events`, { body: event });
    await hook.waitFor(1);
    const ended = serving.end('SIGTERM');
    await serving.until('finishing');
    await serving.end('SIGTERM');
    expect(await ended).toBeNull();
    expect(serving.out()).not.toContain('stopped');
  });

  it('reads from standard input what is given as -', async () => {
    await using hook = await mockWebhook();
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    const argv = ['send', '--config', file.path, '--channel', 'hook', '--title', 'a', '--message', '-'];
    await using sending = launch(argv, { env, input: 'from standard input' });
    expect(await sending.end()).toBe(0);
    expect(sending.out()).toBe('hook: delivered\n');
    expect(hook.bodies()).toMatchObject([{ message: 'from standard input' }]);

    await using preview = launch(['preview', '-', '--config', file.path], { env, input: JSON.stringify(event) });
    expect(await preview.end()).toBe(0);
    expect(preview.out()).toMatch(/^Task Failed \(error, high\)\n/);
  });

  it('prints one line of error, and exits with what the error is', async () => {
    await using wrong = launch(['serve', '--config', 'no-such.yaml']);
    expect(await wrong.end()).toBe(1);
    expect(wrong.err()).toMatch(/^no-such\.yaml:1:1 [^\n]*\n$/);
    await using misspelt = launch(['srve']);
    expect(await misspelt.end()).toBe(2);
    expect(misspelt.err()).toMatch(/^error: unknown command 'srve'\n\(Did you mean serve\?\)\n$/);
  });
});
