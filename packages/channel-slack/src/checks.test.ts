import { channelChecks, httpChecks, type MockRequest, type Subject } from '@helix/notify-core/checks';
import { mockSlack, type MockSlack } from '@helix/testutil';
import { slack } from './channel.js';

/** What is said otherwise than by a code. */
const reports: Readonly<Record<string, string>> = { unexpected_answer: '<html></html>' };
const shared = {
  it,
  type: slack,
  start: () => mockSlack(),
  texts: textsOf,
} satisfies Partial<Subject<MockSlack>>;

function textsOf({ body }: MockRequest): Record<string, readonly string[]> {
  const { text, blocks } = JSON.parse(body) as { text: string; blocks: { text: { text: string } }[] };
  const [header, section] = blocks.map(block => block.text.text);
  return { text: [text], header: [header!], section: section ? [section] : [] };
}

describe('as a webhook, like every channel,', () => {
  const subject: Subject<MockSlack> = {
    ...shared,
    options: (server, secret) => ({ webhookUrl: `${server.url}/services/T0/B0/${secret}` }),
    refusal: code => (reports[code] === undefined ? { status: 400, body: code } : { body: reports[code] }),
  };
  channelChecks(subject);
  httpChecks(subject);
});

describe('as a bot, like every channel,', () => {
  const subject: Subject<MockSlack> = {
    ...shared,
    options: (server, secret) => ({ botToken: secret, channel: '#ops', apiUrl: server.apiUrl }),
    refusal: code => ({ body: reports[code] ?? { ok: false, error: code } }),
  };
  channelChecks(subject);
  httpChecks(subject);
});
