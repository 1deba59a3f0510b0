import { request } from 'undici';
import { slackBoard } from './slack-board.js';
import { mockSlack, type MockSlack } from './slack.js';

let slack: MockSlack;
beforeEach(async () => void (slack = await mockSlack({ token: 'xoxb-1' })));
afterEach(() => slack.close());

async function hook(body: unknown, { url = slack.webhookUrl, method = 'POST' } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await request(url, { method: method as 'POST', ...(method === 'GET' ? {} : { body: text }) });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
}

async function api(method: string, body: unknown, authorization = 'Bearer xoxb-1') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers: Record<string, string> = authorization ? { authorization } : {};
  const answer = await request(`${slack.apiUrl}/${method}`, { method: 'POST', headers, body: text });
  expect(answer.statusCode).toBe(200);
  return (await answer.body.json()) as Record<string, unknown>;
}

const mrkdwn = (length: number, type = 'mrkdwn') => ({ type, text: '😀'.repeat(length) });
const many = (length: number, item: unknown) => Array.from({ length }, () => item);
const divider = { type: 'divider' };
const section = (text: unknown, fields?: unknown) => ({ type: 'section', text, fields });

describe('the webhook of mockSlack', () => {
  it('answers ok and keeps the message', async () => {
    const answer = await hook({ text: 'hi', username: 'helix', icon_emoji: ':x:' });
    await hook({ text: 'ho', channel: '#ops' });
    expect(answer).toMatchObject({ status: 200, body: 'ok', headers: { 'content-type': 'text/html' } });
    expect(slack.messages()).toMatchObject([
      { channel: 'CWEBHOOK', text: 'hi', username: 'helix', icon_emoji: ':x:' },
      { channel: 'COPS', text: 'ho' },
    ]);
  });

  it.each<[string, unknown, number, string, { url?: string; method?: string }?]>([
    ['another method', { text: 'hi' }, 405, 'method_not_allowed', { method: 'PUT' }],
    ['bad JSON', '{', 400, 'invalid_payload'],
    ['JSON that is no object', '"text"', 400, 'invalid_payload'],
    ['no text', { username: 'x' }, 400, 'no_text'],
    ['an empty text and no blocks', { text: '', blocks: [] }, 400, 'no_text'],
    ['a text too long', { blocks: [section(mrkdwn(3001))] }, 400, 'invalid_blocks'],
    ['an unknown token', { text: 'hi' }, 403, 'invalid_token', { url: '/services/T0/B0/other' }],
    ['another path', { text: 'hi' }, 404, 'no_service', { url: '/services/T0' }],
  ])('refuses %s', async (_, body, status, text, { url, method = 'POST' } = {}) => {
    const answer = await hook(body, { url: url ? slack.url + url : slack.webhookUrl, method });
    expect(answer).toMatchObject({ status, body: text });
    expect(slack.messages()).toEqual([]);
  });

  it('takes blocks or attachments without a text, and any token where it was given none', async () => {
    await using open = await mockSlack();
    const bodies = [{ blocks: [divider] }, { attachments: [{ text: 'a' }] }];
    const answers = [
      await hook(bodies[0], { url: open.webhookUrl }),
      await hook(bodies[1], { url: `${open.webhookUrl}x` }),
    ];
    expect(answers.map(({ body }) => body)).toEqual(['ok', 'ok']);
  });

  it('follows a script, in which 200 is its own answer', async () => {
    slack.script([500, 200]);
    expect([await hook({ text: 'a' }), await hook({ text: 'b' })]).toMatchObject([
      { status: 500 },
      { status: 200, body: 'ok' },
    ]);
    expect(slack.messages()).toMatchObject([{ text: 'b' }]);
  });

  it('limits the rate as often as it was told', async () => {
    slack.rateLimit(30, 2);
    const limited = {
      status: 429,
      headers: { 'retry-after': '30' },
      body: '{"retry_after":30,"ok":false,"error":"rate_limited"}',
    };
    const answers = [await hook({ text: 'a' }), await hook({ text: 'b' }), await hook({ text: 'c' })];
    expect(answers).toMatchObject([limited, limited, { status: 200 }]);
    slack.rateLimit(1);
    expect([await hook({ text: 'd' }), await hook({ text: 'e' })]).toMatchObject([{ status: 429 }, { status: 200 }]);
  });

  it('forgets its messages on reset', async () => {
    await hook({ text: 'hi' });
    slack.reset();
    expect([slack.messages(), slack.count()]).toEqual([[], 0]);
  });

  it('keeps the last 10,000 messages', () => {
    const board = slackBoard();
    for (let n = 1; n <= 10_001; n += 1) board.post('C1', { text: String(n) });
    expect([board.messages().length, board.messages()[0]!.text]).toEqual([10_000, '2']);
  });
});

describe('the Web API of mockSlack', () => {
  it('posts, threads and updates', async () => {
    const parent = await api('chat.postMessage', { channel: '#ops', text: 'one' });
    expect(parent).toMatchObject({ ok: true, channel: 'COPS', message: { text: 'one' } });
    const { ts, channel } = parent;
    await api('chat.postMessage', { channel, text: 'two', thread_ts: ts });
    expect(await api('chat.update', { channel, ts, text: 'three' })).toMatchObject({
      ok: true,
      channel,
      ts,
      text: 'three',
    });
    expect(slack.messages()).toMatchObject([
      { ts, text: 'three' },
      { text: 'two', thread_ts: ts },
    ]);
  });

  it.each([
    ['an unknown method', 'chat.delete', {}, 'unknown_method'],
    ['bad JSON', 'chat.postMessage', '{', 'invalid_json'],
    ['no channel', 'chat.postMessage', { text: 'x' }, 'channel_not_found'],
    ['an empty channel', 'chat.postMessage', { channel: '', text: 'x' }, 'channel_not_found'],
    ['no text', 'chat.postMessage', { channel: 'C1' }, 'no_text'],
    ['an unknown ts', 'chat.update', { channel: 'C1', ts: '1.1', text: 'x' }, 'message_not_found'],
    ['no ts', 'chat.update', { channel: 'C1', blocks: [divider] }, 'message_not_found'],
    ['a channel by name in an update', 'chat.update', { channel: '#ops', ts: '1.1', text: 'x' }, 'channel_not_found'],
    [
      'more than 4000 bytes in an update',
      'chat.update',
      { channel: 'C1', ts: '1.1', text: '字'.repeat(1334) },
      'msg_too_long',
    ],
  ])('refuses %s', async (_, method, body, error) => {
    expect(await api(method, body)).toEqual({ ok: false, error });
  });

  it.each([
    ['', 'not_authed'],
    ['Basic xoxb-1', 'not_authed'],
    ['Bearer other', 'invalid_auth'],
  ])('answers the authorization %j with %s', async (authorization, error) => {
    expect(await api('chat.postMessage', { channel: 'C1', text: 'x' }, authorization)).toEqual({ ok: false, error });
  });

  it.each<[string, unknown]>([
    ['50 blocks', many(50, divider)],
    ['a section of 3000 code points', [section(mrkdwn(3000))]],
    ['a section of 10 fields of 2000', [section(undefined, many(10, mrkdwn(2000)))]],
    ['a header of 150', [{ type: 'header', text: mrkdwn(150, 'plain_text') }]],
    ['a context of 10 elements', [{ type: 'context', elements: [...many(9, mrkdwn(1)), { type: 'image' }] }]],
    ['actions', [{ type: 'actions', elements: [{ type: 'button' }] }]],
    ['markdown of 12,000', [{ type: 'markdown', text: 'x'.repeat(12_000) }]],
    ['an image', [{ type: 'image' }]],
  ])('takes %s', async (_, blocks) => {
    expect(await api('chat.postMessage', { channel: 'C1', text: 'x', blocks })).toMatchObject({ ok: true });
  });

  it.each<[string, unknown, string]>([
    ['51 blocks', many(51, divider), 'no more than 50 items are allowed [json-pointer:/blocks]'],
    ['blocks that are no list', {}, 'no less than 1 items are allowed [json-pointer:/blocks]'],
    ['a block that is no object', ['x'], 'must be an object [json-pointer:/blocks/0]'],
    ['an unknown block', [divider, { type: 'toString' }], 'unsupported type: toString [json-pointer:/blocks/1/type]'],
    ['an empty section', [section(undefined)], 'missing required field: text or fields [json-pointer:/blocks/0]'],
    ['an empty text', [section(mrkdwn(0))], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      '3001 code points',
      [section(mrkdwn(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a text that is a string', [section('x')], 'must be an object [json-pointer:/blocks/0/text]'],
    ['a text without its string', [section({ type: 'mrkdwn' })], 'must be a string [json-pointer:/blocks/0/text/text]'],
    [
      '11 fields',
      [section(mrkdwn(1), many(11, mrkdwn(1)))],
      'no more than 10 items are allowed [json-pointer:/blocks/0/fields]',
    ],
    ['no field', [section(mrkdwn(1), [])], 'no less than 1 items are allowed [json-pointer:/blocks/0/fields]'],
    [
      'a long field',
      [section(undefined, [mrkdwn(2001)])],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a long header',
      [{ type: 'header', text: mrkdwn(151, 'plain_text') }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: mrkdwn(1) }],
      'must be one of plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a context of 11',
      [{ type: 'context', elements: many(11, mrkdwn(1)) }],
      'no more than 10 items are allowed [json-pointer:/blocks/0/elements]',
    ],
  ])('refuses %s and says where', async (_, blocks, problem) => {
    expect(await api('chat.postMessage', { channel: 'C1', text: 'x', blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      response_metadata: { messages: [`[ERROR] ${problem}`] },
    });
  });
});
