import { mockSlack, mockWebhook } from '@helix/testutil';
import { run } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';

async function startReceivers() {
  const slack = await mockSlack({ token: 'slack-canary' });
  const hook = await mockWebhook();
  const file = await temporaryFile(
    'helix.yaml',
    `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    slack: { webhook_url: "${slack.webhookUrl}", channel: "#ops" }
    hook:
      type: webhook
      url: "${hook.url}/path-canary"
      headers: { X-Team: header-canary }
      auth_type: bearer
      auth_token: token-canary
    mail: { type: webhook, enabled: false }
`,
  );
  return {
    slack,
    hook,
    send: (...argv: string[]) => run('send', '--config', file.path, ...argv),
    async [Symbol.asyncDispose]() {
      await Promise.all([slack.close(), hook.close(), file[Symbol.asyncDispose]()]);
    },
  };
}

describe('send', () => {
  it('sends to every named channel, with what the flags say', async () => {
    await using it = await startReceivers();
    const flags = [
      '--message',
      'sda is full',
      '--type',
      'error',
      '--priority',
      'urgent',
      '--metadata',
      'disk=sda',
      'free=0',
    ];
    expect(await it.send('--channel', 'slack, hook', '--title', 'Disk full', ...flags)).toEqual({
      code: 0,
      out: 'slack: delivered\nhook: delivered',
      err: '',
    });
    expect(it.hook.bodies()).toEqual([
      {
        title: 'Disk full',
        message: 'sda is full',
        type: 'error',
        priority: 'urgent',
        metadata: { disk: 'sda', free: 0 },
      },
    ]);
    expect(it.slack.messages()).toMatchObject([{ icon_emoji: ':x:', text: expect.stringContaining('Disk full') }]);
  });

  it('fails where no channel took it, and says why', async () => {
    await using it = await startReceivers();
    it.hook.script([{ status: 400, body: 'no such field' }]);
    const { code, out, err } = await it.send('--channel', 'hook', '--title', 'a');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe('hook: failed, invalid_request: Webhook: answered 400: no such field');
    expect(it.hook.count()).toBe(1);
  });

  it('exits with 3 where only some took it', async () => {
    await using it = await startReceivers();
    it.hook.script([500]);
    expect(await it.send('--channel', 'slack,hook', '--title', 'a')).toEqual({
      code: 3,
      out: 'slack: delivered',
      err: 'hook: failed, server_error: Webhook: answered 500',
    });
  });

  it('says in one sentence that nobody is there', async () => {
    await using it = await startReceivers();
    await it.hook.close();
    expect(await it.send('--channel', 'hook', '--title', 'a')).toEqual({
      code: 1,
      out: '',
      err: 'hook: failed, network: Webhook: the receiver refused the connection: is it running?',
    });
  });

  it.each([[[]], [['--dry-run']]])('refuses a channel that is unknown or off, with %j', async more => {
    await using it = await startReceivers();
    const refused = (...names: string[]) => it.send('--channel', names.join(','), '--title', 'a', ...more);
    expect(await refused('slack', 'slak')).toEqual({
      code: 1,
      out: '',
      err: `there is no channel "slak"; did you mean 'slack'?`,
    });
    expect((await refused('constructor')).err).toBe('there is no channel "constructor"');
    expect((await refused('mail')).err).toBe('channel "mail" is turned off: enabled: false');
    expect(it.slack.count()).toBe(0);
  });

  it('prints what the provider calls the message', async () => {
    await using slack = await mockSlack();
    const bot = `{ type: slack, bot_token: xoxb-1, channel: "#ops", api_url: "${slack.apiUrl}" }`;
    await using file = await temporaryFile(
      'helix.yaml',
      `{ network: { allow: ["127.0.0.1"] }, notifications: { channels: { bot: ${bot} } } }`,
    );
    expect(await run('send', '--config', file.path, '--channel', 'bot', '--title', 'a')).toEqual({
      code: 0,
      out: `bot: delivered ${slack.messages()[0]?.ts}`,
      err: '',
    });
  });

  it('refuses an empty title', async () => {
    await using it = await startReceivers();
    expect(await it.send('--channel', 'hook', '--title', '')).toMatchObject({
      code: 1,
      err: 'notification: title: must not be empty',
    });
  });
});

describe('send --dry-run', () => {
  const argv = ['--channel', 'slack,hook', '--title', 'Disk "full"', '--message', '<b> & more', '--type', 'alert'];

  it('sends nothing, and shows what would be sent with its secrets masked', async () => {
    await using it = await startReceivers();
    const { code, out } = await it.send(...argv, '--dry-run');
    expect(code).toBe(0);
    expect([it.slack.count(), it.hook.count()]).toEqual([0, 0]);
    expect(out).not.toContain('canary');
    expect(JSON.parse(out)).toMatchObject({
      slack: { method: 'POST', url: `${it.slack.url}/***` },
      hook: { method: 'POST', url: `${it.hook.url}/***`, headers: { 'X-Team': '***', Authorization: 'Bearer ***' } },
    });
  });

  it('shows the very bodies that are sent', async () => {
    await using it = await startReceivers();
    const shown = JSON.parse((await it.send(...argv, '--dry-run')).out);
    await it.send(...argv);
    expect(it.hook.bodies()).toEqual([shown.hook.body]);
    expect(withoutTime(it.slack.requests()[0]?.json)).toEqual(withoutTime(shown.slack.body));
    expect(it.hook.requests()[0]).toMatchObject({
      path: '/path-canary',
      headers: { 'x-team': 'header-canary', authorization: 'Bearer token-canary' },
    });
  });
});

/** Two notifications are made at two times, and Slack shows them. */
function withoutTime(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).replace(/<!date[^>]*>/g, '<!date>'));
}
