import { provider, type Provider } from '../provider.js';
import type { Reply } from '../reply.js';
import { answerApi, answerWebhook } from './slack-answers.js';
import { slackBoard, type SlackMessage } from './slack-board.js';

export interface MockSlackOptions {
  /** The one token it knows, both the last part of the webhook's path and the bot's. Without it any token is known. */
  readonly token?: string | undefined;
}

export interface MockSlack extends Provider {
  readonly webhookUrl: string;
  /** The base of the Web API, as `https://slack.com/api`. */
  readonly apiUrl: string;
  /** Those of both ways in, oldest first, the last 10,000. */
  messages(): readonly SlackMessage[];
  /** The next `times` (1) requests get 429 with `Retry-After: seconds`, as Slack's own. Replaces a script. */
  rateLimit(seconds: number, times?: number): void;
}

const rateLimited = (seconds: number): Reply => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { retry_after: seconds, ok: false, error: 'rate_limited' },
});

/**
 * Speaks Slack's incoming webhooks, `chat.postMessage` and `chat.update`, with Slack's limits and error names.
 * A scripted 200 is Slack's own answer to that request.
 */
export async function mockSlack({ token }: MockSlackOptions = {}): Promise<MockSlack> {
  const board = slackBoard();
  const knows = (given: string | undefined) => token === undefined || given === token;
  const base = await provider({
    answer: request => (request.path.startsWith('/api/') ? answerApi : answerWebhook)(request, { board, knows }),
  });

  return {
    ...base,
    webhookUrl: `${base.url}/services/T0/B0/${token ?? 'token'}`,
    apiUrl: `${base.url}/api`,
    messages: () => board.messages(),
    reset() {
      base.reset();
      board.clear();
    },
    script: steps => base.script(steps.map(step => (step === 200 ? 'default' : step))),
    rateLimit: (seconds, times = 1) => base.script(Array.from({ length: times }, () => rateLimited(seconds))),
  };
}
