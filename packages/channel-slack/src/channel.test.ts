import { inspect } from 'node:util';
import { DeliveryError, notify, type Json, type NotificationInput } from '@helix/notify-core';
import { mockSlack, type MockSlack } from '@helix/testutil';
import { slack, type SlackOptions } from './channel.js';

const network = { allow: ['127.0.0.1'] };
const canary = 'xoxb-canary-7f3a91c2d8';
const failed: NotificationInput = {
  title: 'Task Failed',
  message: 'Task t-1 failed: boom',
  type: 'error',
  priority: 'high',
  dedupKey: 't-1',
};
const resolved: NotificationInput = { ...failed, title: 'Task Recovered', type: 'success', status: 'resolved' };

let mock: MockSlack;
beforeEach(async () => void (mock = await mockSlack()));
afterEach(() => mock.close());

const webhook = (more: object = {}) => slack({ webhookUrl: mock.webhookUrl, ...more }, { network });
const bot = (more: object = {}) =>
  slack({ botToken: canary, channel: '#ops', apiUrl: mock.apiUrl, ...more }, { network });
const paths = () => mock.requests().map(({ path }) => path.replace('/api/', ''));
const lastBody = () => mock.requests().at(-1)!.json as Record<string, unknown>;
const refuse = (...codes: string[]) => mock.script(codes.map(error => ({ body: { ok: false, error } })));

async function failure(sent: Promise<unknown>): Promise<DeliveryError> {
  const thrown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (DeliveryError.is(thrown)) return thrown;
  throw new Error(`expected a DeliveryError, got ${inspect(thrown)}`);
}

describe('slack by webhook', () => {
  it('sends a failed task as a message with its words and its icon', async () => {
    await using channel = webhook();
    const receipt = await notify(channel, failed);
    expect(receipt).toEqual({ at: expect.any(String), status: 200 });
    expect(lastBody()).toMatchObject({ text: 'Task Failed\nTask t-1 failed: boom', icon_emoji: ':x:' });
    expect(mock.messages()).toHaveLength(1);
  });

  it.each([
    ['info', ':information_source:'],
    ['success', ':white_check_mark:'],
    ['warning', ':warning:'],
    ['error', ':x:'],
    ['alert', ':rotating_light:'],
  ] as const)('gives %s the icon %s', async (type, icon) => {
    await using channel = webhook();
    await notify(channel, { title: 'Hello', type });
    expect(lastBody()).toMatchObject({ text: 'Hello', icon_emoji: icon });
    expect(lastBody()).not.toHaveProperty('channel');
    expect(lastBody()).not.toHaveProperty('username');
  });

  it('sends channel, username and icon as they are set', async () => {
    await using channel = webhook({ channel: '#ops', username: 'helix', iconEmoji: ':rocket:' });
    await notify(channel, failed);
    expect(lastBody()).toMatchObject({ channel: '#ops', username: 'helix', icon_emoji: ':rocket:' });
  });

  it('posts every notification by itself, whatever handle it is given', async () => {
    await using channel = webhook();
    await notify(channel, resolved, { handle: { channel: 'C1', ts: '1.1' } });
    expect(lastBody()).not.toHaveProperty('ts');
    expect(mock.messages()).toHaveLength(1);
  });
});

describe('slack by bot token', () => {
  it('posts to the channel with the token, and answers what later notifications need', async () => {
    await using channel = bot({ username: 'helix' });
    const receipt = await notify(channel, failed);
    expect(mock.requests()[0]!.headers.authorization).toBe(`Bearer ${canary}`);
    expect(lastBody()).toMatchObject({ channel: '#ops', username: 'helix', icon_emoji: ':x:' });
    const [{ ts } = { ts: '' }] = mock.messages();
    expect(receipt).toMatchObject({
      providerId: ts,
      handle: { channel: 'COPS', ts, resolved: false, locked: false },
    });
  });

  it('takes a base of the API that ends in a slash', async () => {
    await using channel = bot({ apiUrl: `${mock.apiUrl}/` });
    await notify(channel, failed);
    expect(paths()).toEqual(['chat.postMessage']);
  });

  it('edits the first message until it is resolved, then begins a new one', async () => {
    await using channel = bot();
    const { handle } = await notify(channel, failed);
    const acknowledged = await notify(channel, { ...failed, status: 'acknowledged' }, { handle });
    expect(mock.messages()).toMatchObject([{ text: 'Acknowledged: Task Failed\nTask t-1 failed: boom' }]);
    const end = await notify(channel, resolved, { handle: acknowledged.handle });
    expect(mock.messages()).toMatchObject([{ text: expect.stringMatching(/^Resolved: Task Recovered/) }]);
    expect(end.handle).toEqual({ ...(handle as object), resolved: true });
    const again = await notify(channel, failed, { handle: end.handle });
    expect(paths()).toEqual(['chat.postMessage', 'chat.update', 'chat.update', 'chat.postMessage']);
    expect(mock.messages().map(({ ts }) => ts)).toEqual([end.providerId, again.providerId]);
    expect(again.handle).toMatchObject({ ts: again.providerId, resolved: false });
  });

  it('repeats a resolve as the same edit', async () => {
    await using channel = bot();
    const { handle } = await notify(channel, resolved);
    await notify(channel, resolved, { handle });
    expect(mock.messages()).toHaveLength(1);
  });

  it('replies in the thread of the first message where it is told to', async () => {
    await using channel = bot({ update: 'thread' });
    const first = await notify(channel, failed);
    const second = await notify(channel, failed, { handle: first.handle });
    const third = await notify(channel, resolved, { handle: second.handle });
    expect(mock.messages().map(({ thread_ts }) => thread_ts)).toEqual([undefined, first.providerId, first.providerId]);
    expect(third).toMatchObject({ handle: { ...(first.handle as object), resolved: true } });
    expect(third.providerId).not.toBe(first.providerId);
  });

  it.each<[string, object, Json]>([
    ['updates are off', { update: 'off' }, { channel: 'C1', ts: '1.1' }],
    ['the handle is another channel type’s', {}, { issue: 7 }],
    ['there is a handle, but an empty one', {}, null],
  ])('posts a new message where %s', async (_, more, handle) => {
    await using channel = bot(more);
    await notify(channel, resolved, { handle });
    expect(paths()).toEqual(['chat.postMessage']);
    expect(lastBody()).not.toHaveProperty('thread_ts');
  });

  it.each([
    ['edit', 'message_not_found'],
    ['edit', 'channel_not_found'],
    ['edit', 'is_archived'],
    ['thread', 'not_in_channel'],
  ])('posts a new message where the one to %s is gone: %s', async (update, code) => {
    await using channel = bot({ update });
    refuse(code);
    const receipt = await notify(channel, failed, { handle: { channel: 'COLD', ts: '1.1' } });
    expect(mock.messages()).toMatchObject([{ channel: 'COPS', ts: receipt.providerId }]);
    expect(receipt.handle).toMatchObject({ channel: 'COPS', ts: receipt.providerId });
  });

  it.each(['cant_update_message', 'edit_window_closed'])(
    'replies from then on where editing ends with %s',
    async code => {
      await using channel = bot();
      const first = await notify(channel, failed);
      refuse(code);
      const second = await notify(channel, failed, { handle: first.handle });
      await notify(channel, resolved, { handle: second.handle });
      expect(paths()).toEqual(['chat.postMessage', 'chat.update', 'chat.postMessage', 'chat.postMessage']);
      expect(mock.messages().map(({ thread_ts }) => thread_ts)).toEqual([
        undefined,
        first.providerId,
        first.providerId,
      ]);
    },
  );

  it('gives up where every way ends in a refusal', async () => {
    await using channel = bot();
    refuse('edit_window_closed', 'message_not_found', 'channel_not_found');
    const handle = { channel: 'COPS', ts: '1.1' };
    expect(await failure(notify(channel, failed, { handle }))).toMatchObject({ code: 'misconfigured' });
    expect(mock.count()).toBe(3);
  });
});

describe('where Slack refuses blocks', () => {
  const codes = ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'invalid_attachments'];

  it.each(codes)('sends the message once more as plain text: %s', async code => {
    await using channel = webhook();
    mock.script([{ status: 400, body: code }]);
    await notify(channel, failed);
    expect(mock.count()).toBe(2);
    expect(Object.keys(lastBody())).toEqual(['text', 'icon_emoji', 'unfurl_links', 'unfurl_media', 'parse']);
  });

  it('clears blocks and attachments of a message that it edits', async () => {
    await using channel = bot();
    const { handle } = await notify(channel, failed);
    refuse('invalid_blocks');
    await notify(channel, resolved, { handle });
    expect(mock.messages()).toMatchObject([{ blocks: [], attachments: [] }]);
  });

  it('does so once', async () => {
    await using channel = webhook();
    mock.script([400, 400].map(status => ({ status, body: 'invalid_blocks' })));
    expect(await failure(notify(channel, failed))).toMatchObject({ code: 'invalid_request', reason: 'invalid_blocks' });
    expect(mock.count()).toBe(2);
  });
});

describe('a failure', () => {
  const meanings = {
    unauthorized: 'invalid_auth not_authed token_revoked token_expired account_inactive invalid_token missing_scope',
    misconfigured:
      'no_service no_service_id no_active_hooks no_team team_disabled channel_not_found channel_is_archived is_archived ' +
      'not_in_channel user_not_found action_prohibited posting_to_general_channel_denied restricted_action ekm_access_denied',
    invalid_request: 'invalid_payload no_text too_many_attachments msg_too_long invalid_arg_name',
    rate_limited: 'rate_limited ratelimited',
    server_error: 'internal_error fatal_error service_unavailable request_timeout rollup_error',
  };
  const rows = Object.entries(meanings).flatMap(([code, reasons]) => reasons.split(' ').map(reason => [reason, code]));

  it.each(rows)('%s is %s, in plain text with any status and in JSON', async (reason, code) => {
    await using hook = webhook();
    await using api = bot();
    for (const status of [200, 403, 404, 500]) {
      mock.script([{ status, body: `${reason}\n` }]);
      expect(await failure(notify(hook, failed))).toMatchObject({ code, reason, status });
    }
    refuse(reason);
    expect(await failure(notify(api, failed))).toMatchObject({ code, reason, status: 200 });
  });

  it.each([
    ['a login page', '<html>Sign in</html>', 'server_error'],
    ['a refusal that gives no code', { ok: false, error: 'You shall not pass!' }, 'server_error'],
    ['a code that nobody knows', { ok: false, error: 'brand_new' }, 'invalid_request'],
  ])('is not taken for success: 200 with %s', async (_, body, code) => {
    await using channel = webhook();
    mock.script([{ status: 200, body }]);
    expect(await failure(notify(channel, failed))).toMatchObject({ code, status: 200 });
  });

  it.each(['', 'OK', 'accepted', '{}', '{"id": 1}'])(
    'takes a 200 with %j for success, as stand-ins for Slack answer',
    async body => {
      await using channel = webhook();
      mock.script([{ status: 200, body }]);
      await expect(notify(channel, failed)).resolves.toMatchObject({ status: 200 });
    },
  );

  it.each([
    [403, 'misconfigured'],
    [404, 'misconfigured'],
    [410, 'misconfigured'],
    [503, 'server_error'],
  ])('is told by status %i where the answer is not Slack’s', async (status, code) => {
    await using channel = webhook();
    mock.script([{ status, body: '<html>proxy</html>' }]);
    expect(await failure(notify(channel, failed))).toMatchObject({ code, status });
  });

  it('takes the Web API’s ok for success', async () => {
    await using channel = bot();
    mock.script([{ body: { ok: true } }]);
    expect(await notify(channel, failed)).toEqual({ at: expect.any(String), status: 200 });
  });

  it.each([
    ['the header', { 'retry-after': '30' }, {}, 30_000],
    ['the body', {}, { retry_after: 2.5 }, 2_500],
    ['the longer of both', { 'retry-after': '1' }, { retry_after: 7 }, 7_000],
    ['neither', {}, { retry_after: -5 }, undefined],
  ])('that is a rate limit waits as %s says, for its own scope', async (_, headers, more, retryAfterMs) => {
    await using channel = webhook();
    mock.script([{ status: 429, headers, body: { ok: false, error: 'rate_limited', ...more } }]);
    const { code, scope, retryAfterMs: waits } = await failure(notify(channel, failed));
    expect({ code, scope, waits }).toEqual({ code: 'rate_limited', scope: ['webhookUrl'], waits: retryAfterMs });
  });

  it('shows no token, though Slack was given it', async () => {
    await using api = bot();
    await using hook = webhook({ webhookUrl: `${mock.url}/services/T0/B0/${canary}` });
    for (const channel of [api, hook]) {
      mock.script([{ status: 500, fault: 'echo' }]);
      const error = await failure(notify(channel, { ...failed, message: `leaked: ${canary}` }));
      const { path, headers } = mock.requests().at(-1)!;
      expect(`${path} ${headers.authorization ?? ''}`).toContain(canary);
      for (const shown of [error, channel, channel.describe()])
        expect(inspect(shown, { depth: 9 })).not.toContain(canary);
    }
  });
});

describe('the options', () => {
  const refused = (options: object) => () => slack(options as SlackOptions);

  it.each<[object, string]>([
    [{}, 'slack: webhookUrl: is required, or else botToken and channel'],
    [{ botToken: 'xoxb-1' }, 'slack: channel: is required'],
    [{ webhookUrl: 'hooks.slack.com/services/x' }, 'slack: webhookUrl: must be an https URL'],
    [{ webhookUrl: 'ftp://hooks.slack.com/x' }, 'slack: webhookUrl: must be an https URL'],
    [
      { webhookUrl: 'https://hooks.slack.com/x', botToken: 'xoxb-1', channel: '#ops' },
      'slack: botToken: cannot stand beside the other way in: set either webhookUrl, or botToken and channel',
    ],
    [
      { webhookUrl: 'https://hooks.slack.com/x', update: 'edit' },
      'slack: update: needs a botToken: a webhook cannot change what it sent',
    ],
    [
      { webhookUrl: 'https://hooks.slack.com/triggers/T0/1/2' },
      'slack: webhookUrl: is the trigger of a workflow, which takes other data: use an incoming webhook',
    ],
    [
      { webhookUrl: 'https://hooks.slack-gov.com/workflows/T0/1/2' },
      'slack: webhookUrl: is the trigger of a workflow, which takes other data: use an incoming webhook',
    ],
    [{ botToken: 'two words', channel: '#ops' }, 'slack: botToken: must be a token such as xoxb-…'],
    [{ botToken: 'xoxb-1', channel: '#ops', apiUrl: 'slack.com' }, 'slack: apiUrl: must be an https URL'],
    [
      { webhookUrl: 'https://hooks.slack.com/x', iconEmoji: 'rocket' },
      'slack: iconEmoji: must be the name of an emoji between colons, such as :rocket:',
    ],
    [{ webhookUrl: 'https://hooks.slack.com/x', colour: 'red' }, 'slack: colour: is not a known key'],
  ])('%j are refused in one sentence', (options, message) => {
    expect(refused(options)).toThrow(new TypeError(message));
  });

  it('name what Slack limits, for a webhook and for a bot', () => {
    const scopes = (options: SlackOptions) => slack(options).rates.map(({ scope }) => scope.join());
    expect(scopes({ webhookUrl: 'https://hooks.slack.com/services/x' })).toEqual(['webhookUrl']);
    expect(scopes({ botToken: 'xoxb-1', channel: '#ops' })).toEqual(['botToken,channel', 'botToken']);
  });

  it('lead to slack.com where nothing else is said, and are shown without their secrets', () => {
    const channel = slack({ botToken: canary, channel: '#ops' });
    expect(channel.describe()).toEqual({
      botToken: '***',
      channel: '#ops',
      apiUrl: 'https://slack.com/api',
      update: 'edit',
    });
  });
});
