import { inspect } from 'node:util';
import { env } from 'node:process';
import { mockSlack, mockWebhook, type Step } from '@helix/testutil';
import { run } from './testing/run-command.js';
import { startNotifier } from './testing/start-notifier.js';
import { temporaryFile } from './testing/temporary-file.js';
import { until } from './testing/until.js';

// Every secret has a marker of its own, in plain characters: none may come out anywhere, encoded or not.
const canary = (name: string) => `CANARY${name}`;
const markers = /CANARY/;
const key = canary('ApiKey');
const withKey = { authorization: `Bearer ${key}` };

async function startReceivers() {
  const slack = await mockSlack({ token: canary('SlackPath') });
  const hook = await mockWebhook();
  const configuration = `
server: { api_keys: [{ name: ci, key: ${key}, scopes: [events:write, read] }] }
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slack:
      webhook_url: "${slack.webhookUrl}"
      retry: { max_attempts: 2, initial_delay: 1ms }
    hook:
      type: webhook
      url: "${hook.url}/${canary('Path')}?token=${canary('Query')}"
      headers: { X-Team: ${canary('Header')} }
      auth_type: bearer
      auth_token: ${canary('Token')}
      signing_secrets: ["whsec_${Buffer.from(canary('SigningSecret').padEnd(32, '.')).toString('base64')}"]
      retry: { max_attempts: 2, initial_delay: 1ms }
  rules: [{ name: All, channels: [slack, hook] }]
`;
  return {
    slack,
    hook,
    configuration,
    async [Symbol.asyncDispose]() {
      await Promise.all([slack.close(), hook.close()]);
    },
  };
}

/** An answer that repeats to its caller what came: the worst that a receiver can do. */
const telling = (status: number): Step => ({ status, fault: 'echo' });

const ways: readonly (readonly [string, Step | 'default'])[] = [
  ['success', 'default'],
  ['a 400 that repeats the request', telling(400)],
  ['a 500 that repeats the request', telling(500)],
  ['a 401 that repeats the request', telling(401)],
  ['a redirect', { status: 302, headers: { location: `/${canary('Path')}` } }],
  ['a reset', 'reset'],
];

describe('secrets', () => {
  it.each(ways)('reach the receiver and nobody else: %s', async (_, step) => {
    await using it = await startReceivers();
    it.slack.script([step, step]);
    it.hook.script([step, step]);
    await using notifier = await startNotifier(it.configuration);
    const post = await notifier.call('/v1/events', {
      body: { type: 'task.failed', source: 'demo', severity: 'error' },
      headers: withKey,
    });
    const read = async () => (await notifier.call(`/v1/notifications/${post.json.ids[0]}`, { headers: withKey })).text;
    const entry = await until(read, text => !/"state":"(queued|sending)"/.test(text));
    const stats = await notifier.call('/v1/stats', { headers: withKey });

    expect(it.slack.requests()[0]?.path).toContain(canary('SlackPath'));
    const [received] = it.hook.requests();
    expect(received?.path).toBe(`/${canary('Path')}?token=${canary('Query')}`);
    expect(received?.headers).toMatchObject({
      'x-team': canary('Header'),
      authorization: `Bearer ${canary('Token')}`,
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
    expect([post.text, entry, stats.text, notifier.log.join('')].join('\n')).not.toMatch(markers);
  });

  it('are not told when nobody is there', async () => {
    await using it = await startReceivers();
    await Promise.all([it.slack.close(), it.hook.close()]);
    await using notifier = await startNotifier(it.configuration);
    const { json } = await notifier.call('/v1/events', { body: { type: 'a', source: 'b' }, headers: withKey });
    const read = async () => (await notifier.call(`/v1/notifications/${json.ids[0]}`, { headers: withKey })).text;
    const entry = await until(read, text => text.includes('"state":"failed","accepted_at"'));
    expect(entry).toContain('refused the connection');
    expect(entry + notifier.log.join('')).not.toMatch(markers);
  });

  it('are not told to who has no key, or the wrong one', async () => {
    await using it = await startReceivers();
    await using notifier = await startNotifier(it.configuration);
    for (const headers of [{}, { authorization: `Bearer ${canary('Wrong')}` }]) {
      const answer = await notifier.call('/v1/events', { body: {}, headers });
      expect(answer.status).toBe(401);
      expect(answer.text + inspect(answer.headers) + notifier.log.join('')).not.toMatch(markers);
    }
  });

  it('are in no place of the queue, whatever prints it', async () => {
    await using it = await startReceivers();
    await using notifier = await startNotifier(it.configuration);
    const { json } = await notifier.call('/v1/events', { body: { type: 'a', source: 'b' }, headers: withKey });
    await it.hook.waitFor(1);
    expect(inspect(await notifier.app.queue.get(json.ids[0]), { depth: null })).not.toMatch(markers);
    expect(inspect(notifier.app.channels, { depth: 6, showHidden: true })).not.toMatch(markers);
  });

  it.each(ways)('are printed by no command: %s', async (_, step) => {
    await using it = await startReceivers();
    it.slack.script([step]);
    it.hook.script([step]);
    await using config = await temporaryFile('helix.yaml', it.configuration);
    await using event = await temporaryFile('event.json', '{"type":"a","source":"b"}');
    const withConfig = ['--config', config.path, '--verbose'];
    const ran = [
      await run('check', ...withConfig),
      await run('check', ...withConfig, '-o', 'json'),
      await run('preview', event.path, ...withConfig),
      await run('preview', event.path, ...withConfig, '-o', 'json'),
      await run('send', '--channel', 'slack,hook', '--title', 'a', '--dry-run', ...withConfig),
      await run('send', '--channel', 'slack,hook', '--title', 'a', ...withConfig),
    ];
    expect(it.hook.requests()[0]?.headers).toMatchObject({ authorization: `Bearer ${canary('Token')}` });
    expect(it.slack.count()).toBe(1);
    expect(ran.map(({ out, err }) => out + err).join('\n')).not.toMatch(markers);
  });

  it('are printed by no problem of a configuration', async () => {
    const wrong = `
server: { api_keys: [{ name: ci, key: ${key}, scopes: [nothing] }] }
notifications:
  channels:
    slack: { webhook_url: "${canary('NoAddress')}" }
    hook: { type: webhook, url: "https://example.com", auth_type: basic, auth_token: "${canary('Colon')}:x" }
    other: { type: webhook, url: "https://example.com", headers: { X-A: "${canary('Ä')}" } }
`;
    await using config = await temporaryFile('helix.yaml', wrong);
    const { code, out, err } = await run('check', '--config', config.path, '--verbose');
    expect(code).toBe(1);
    expect(err.split('\n').length).toBeGreaterThanOrEqual(4);
    expect(out + err).not.toMatch(markers);
  });

  it('are not printed by emit, whose key the server saw', async () => {
    await using server = await mockWebhook();
    server.answer(telling(403));
    env.HELIX_API_KEY = key;
    const { code, out, err } = await run('emit', 'task.started', '--server', server.url, '--verbose');
    delete env.HELIX_API_KEY;
    expect(server.requests()[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(code).toBe(1);
    expect(out + err).not.toMatch(markers);
  });
});
