import { deliveryOf, measure, type Delivery, type Json, type Notification } from '@helix/notify-core';
import { slack } from './channel.js';
import { sizes } from './limits.js';

interface Text {
  readonly type: string;
  readonly text: string;
}
interface Block {
  readonly text: Text;
  readonly fields: readonly Text[];
  readonly elements: readonly Text[];
}
interface Body {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly {
    readonly color: string;
    readonly blocks: readonly Block[];
    readonly actions?: readonly object[];
  }[];
}
interface Preview {
  readonly url: string;
  readonly body: Body;
}

const webhookUrl = 'https://hooks.slack.com/services/T0/B0/secret';
const joiner = '\u2060';
const event = {
  id: 'e1',
  type: 'task.failed',
  source: 'demo',
  severity: 'error',
  timestamp: '2026-01-31T12:00:00.000Z',
};

function delivery(more: Partial<Notification> = {}): Delivery {
  const notification: Notification = {
    id: 'n_1',
    title: 'Task Failed',
    message: 'Task t-1 failed: boom',
    type: 'error',
    priority: 'high',
    status: 'firing',
    metadata: {},
    createdAt: '2026-01-31T12:00:00.000Z',
    ...more,
  };
  return deliveryOf({ id: 'n_1', body: notification }, { lane: 'slack', priority: 'urgent' });
}

function bodyOf(more: Partial<Notification> = {}, templates: { title?: string; message?: string } = {}): Body {
  return (slack({ webhookUrl, templates }).preview(delivery(more)) as unknown as Preview).body;
}
const messageOf = (message: string) => bodyOf({ message }).blocks[1]!.text.text;
const detailsOf = (more: Partial<Notification>) => bodyOf(more).attachments[0]!.blocks;
const fieldsOf = (metadata: Record<string, Json>) => detailsOf({ metadata })[0]!.fields.map(({ text }) => text);

/** What stands in blocks to be read: every `text` that is text. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'text' && typeof item === 'string' ? [item] : textsIn(item),
  );
}

describe('a message', () => {
  it('shows what happened, in full', () => {
    const body = bodyOf({ source: 'demo', event, url: 'https://example.com/t?id=1', metadata: { task_id: 't-1' } });
    expect(body).toEqual({
      text: 'Task Failed\nTask t-1 failed: boom',
      icon_emoji: ':x:',
      unfurl_links: false,
      unfurl_media: false,
      parse: 'none',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '❌ Task Failed', emoji: false } },
        { type: 'section', text: { type: 'mrkdwn', text: 'Task t-1 failed: boom', verbatim: true } },
      ],
      attachments: [
        {
          color: '#DC2626',
          blocks: [
            { type: 'section', fields: [{ type: 'mrkdwn', text: '*Task id*\nt-1', verbatim: true }] },
            {
              type: 'context',
              elements: [
                { type: 'plain_text', text: 'Priority: urgent', emoji: false },
                { type: 'plain_text', text: 'demo', emoji: false },
                { type: 'plain_text', text: 'task.failed', emoji: false },
                {
                  type: 'mrkdwn',
                  text: '<!date^1769860800^{date_short_pretty} {time_secs}|2026-01-31T12:00:00.000Z>',
                  verbatim: true,
                },
              ],
            },
          ],
        },
        {
          color: '#DC2626',
          fallback: 'Task Failed',
          actions: [{ type: 'button', text: 'Open', url: 'https://example.com/t?id=1' }],
        },
      ],
    });
  });

  it.each([
    ['firing', 'alert', '🚨 Down', '#991B1B'],
    ['acknowledged', 'warning', '⚠️ Acknowledged: Down', '#D97706'],
    ['resolved', 'error', '✅ Resolved: Down', '#16A34A'],
  ] as const)('says that it is %s', (status, type, header, color) => {
    const { blocks, attachments } = bodyOf({ title: 'Down', status, type });
    expect([blocks[0]!.text.text, attachments[0]!.color]).toEqual([header, color]);
  });

  it('is still one where there is hardly anything to say', () => {
    const { text, blocks, attachments } = bodyOf({ title: ' \n ', message: ' \n ', source: ' ' });
    expect([text, blocks, attachments[0]!.blocks[0]!.elements]).toEqual([
      '—',
      [expect.objectContaining({ type: 'header' })],
      [expect.objectContaining({ text: 'Priority: urgent' }), expect.anything()],
    ]);
  });

  it.each(['javascript:alert(1)', 'no address', `https://example.com/${'x'.repeat(3_000)}`])(
    'has no button for %.25s',
    url => {
      expect(bodyOf({ url }).attachments).toHaveLength(1);
    },
  );

  it('percent-encodes what could break out of a link', () => {
    expect(bodyOf({ url: 'https://example.com/<a>"b' }).attachments[1]!.actions).toMatchObject([
      { url: 'https://example.com/%3Ca%3E%22b' },
    ]);
  });
});

describe('metadata', () => {
  it.each<[string, Json, string]>([
    ['failedStep', 'build', '*Failed Step*\nbuild'],
    ['exit-code.last', 2, '*Exit code last*\n2'],
    ['planned', false, '*Planned*\nfalse'],
    ['host', null, '*Host*\n—'],
    ['note', ' \n', '*Note*\n—'],
    ['__', '', '*—*\n—'],
    ['steps', [{ id: 1 }, 'x'], '*Steps*\n[{"id":1},"x"]'],
    ['a*b* <!here>', '<@U1>', `*A*b*${joiner} &lt;!here&gt;*\n&lt;@U1&gt;`],
  ])('%s: %j is a field', (key, value, text) => {
    expect(fieldsOf({ [key]: value })).toEqual([text]);
  });

  it('is cut to ten fields, and says how many more there are', () => {
    const metadata = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`key${index}`, index]));
    const [section, context] = detailsOf({ metadata });
    expect(section!.fields).toHaveLength(10);
    expect(context!.elements[1]!.text).toBe('3 more in the metadata');
  });
});

describe('the limits', () => {
  const long = '<&😀>'.repeat(5_000);
  const metadata = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${long}${index}`, long]));

  it.each([1, 2, 10])('hold where everything is too long, with %i fields', count => {
    const { text, blocks, attachments } = bodyOf({
      title: long,
      message: long,
      source: long,
      event: { ...event, type: long },
      metadata: metadata(count),
    });
    const [header, section, ...details] = textsIn([blocks, attachments]);
    const fields = details.slice(0, count);
    const tooLong = [
      ...[text].filter(value => measure(value, 'codePoints') > sizes.text.max),
      ...[header!].filter(value => measure(value, 'codePoints') > sizes.header.max),
      ...[section!].filter(value => measure(value, 'codePoints') > sizes.section.max),
      ...fields.filter(value => measure(value, 'codePoints') > sizes.field.max),
    ];
    expect(tooLong).toEqual([]);
    for (const value of [text, header, section, ...fields]) expect(value).toMatch(/…$/);
    const sum = textsIn([blocks, attachments]).reduce((total, value) => total + measure(value, 'codePoints'), 0);
    expect(sum).toBeLessThanOrEqual(sizes.allBlocks.max);
  });

  it('are bytes where a message is edited', () => {
    const options = { botToken: 'xoxb-1', channel: '#ops' };
    const edit = {
      ...delivery({ title: '漢'.repeat(2_000), message: '漢'.repeat(5_000) }),
      handle: { channel: 'C1', ts: '1.1' },
    };
    const { url, body } = slack(options).preview(edit) as unknown as Preview;
    expect(url).toBe('https://slack.com/api/chat.update');
    expect(Buffer.byteLength(body.text)).toBeLessThanOrEqual(sizes.updateText.max);
    expect(body.text).toMatch(/漢…\n漢+…$/);
  });
});

describe('text of others', () => {
  it.each([
    [
      '<!channel> <@U1> <https://evil.example|x> &amp;',
      '&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|x&gt; &amp;amp;',
    ],
    ['*bold* _it_ ~gone~', `*${joiner}bold*${joiner} _${joiner}it_${joiner} ~${joiner}gone~${joiner}`],
    ['`code` and ```block```', '`code` and ```block```'.replaceAll('`', '`' + joiner)],
    ['*_both_*', `*${joiner}_${joiner}both_${joiner}*${joiner}`],
    ['> quoted\n  > again, 1 > 0', `${joiner}&gt; quoted\n${joiner}  &gt; again, 1 &gt; 0`],
    ['task_id = 2 * 3 * a*b ~ c', 'task_id = 2 * 3 * a*b ~ c'],
    ['привет_мир ünï_cödé', 'привет_мир ünï_cödé'],
  ])('neither mentions nor links nor formats: %s', (message, expected) => {
    expect(messageOf(message)).toBe(expected);
  });

  it('stands in the header as it is, where Slack reads no markup', () => {
    expect(bodyOf({ title: '*<!channel>*', message: '' }).text).toBe(`*${joiner}&lt;!channel&gt;*${joiner}`);
    expect(bodyOf({ title: '*<!channel>*' }).blocks[0]!.text).toMatchObject({
      type: 'plain_text',
      text: '❌ *<!channel>*',
    });
  });

  it('cannot leave a template, whose own markup stays', () => {
    const message = '<!subteam^S1> *{{ title }}* <https://example.com/{{ metadata.id }}|open>';
    const body = bodyOf({ title: 'a* <!here>', metadata: { id: '1|x> <!channel>' } }, { message });
    const inserted = `a*${joiner} &lt;!here&gt;`;
    expect(body.blocks[1]!.text.text).toBe(
      `<!subteam^S1> *${inserted}* <https://example.com/1|x&gt; &lt;!channel&gt;|open>`,
    );
    expect(body.text).toContain(`*${inserted}*`);
  });

  it('is put into a template for the title, which is plain text', () => {
    const { text, blocks } = bodyOf({ title: '<b>' }, { title: '[{{ priority }}] {{ title }}' });
    expect([text, blocks[0]!.text.text]).toEqual(['[urgent] &lt;b&gt;\nTask t-1 failed: boom', '❌ [urgent] <b>']);
  });
});

describe('a preview', () => {
  it('of a webhook masks its address', () => {
    expect(slack({ webhookUrl }).preview(delivery())).toMatchObject({
      method: 'POST',
      url: 'https://hooks.slack.com/***',
      headers: {},
    });
  });

  it('of a bot masks its token', () => {
    expect(slack({ botToken: 'xoxb-1', channel: '#ops' }).preview(delivery())).toMatchObject({
      url: 'https://slack.com/api/chat.postMessage',
      headers: { authorization: 'Bearer ***' },
      body: { channel: '#ops' },
    });
  });
});
