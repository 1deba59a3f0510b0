import {
  DeliveryError,
  defineChannel,
  maskUrl,
  secret,
  z,
  type Answer,
  type Delivery,
  type Receipt,
  type Tools,
} from '@helix/notify-core';
import { code, errors, messageGone, messageLocked, retryAfterMs, richFormRefused } from './errors.js';
import { handleOf } from './handle.js';
import { rates, sizes } from './limits.js';
import { mrkdwn } from './mrkdwn.js';
import { isEdit, isFollowUp, plainText, render, type SlackRequest } from './render.js';

const WORKFLOW = /^https:\/\/hooks\.slack(-gov)?\.com\/(triggers|workflows)\//i;
const EITHER = 'cannot stand beside the other way in: set either webhookUrl, or botToken and channel';

const sender = {
  username: z.string().min(1).optional().describe('The name shown as the sender'),
  iconEmoji: z
    .string()
    .regex(/^:\S+:$/, 'must be the name of an emoji between colons, such as :rocket:')
    .optional()
    .describe('The sender’s icon, such as :rocket:, in place of the one that shows the type'),
};

const webhook = z.strictObject({
  webhookUrl: secret(
    z
      .url({
        protocol: /^https?$/,
        error: issue =>
          issue.input === undefined ? 'is required, or else botToken and channel' : 'must be an https URL',
      })
      .refine(
        url => !WORKFLOW.test(url),
        'is the trigger of a workflow, which takes other data: use an incoming webhook',
      ),
    maskUrl,
  ).describe('The address of an incoming webhook'),
  channel: z.string().min(1).optional().describe('#name or id; webhooks of Slack apps have their own and ignore it'),
  ...sender,
  botToken: z.never(EITHER).optional(),
  update: z.never('needs a botToken: a webhook cannot change what it sent').optional(),
});

const bot = z.strictObject({
  botToken: secret(z.string().regex(/^[\x21-\x7e]+$/, 'must be a token such as xoxb-…')).describe(
    'A token, xoxb-…, with the scope chat:write',
  ),
  channel: z.string().min(1).describe('#name or id'),
  apiUrl: z
    .url({ protocol: /^https?$/, error: 'must be an https URL' })
    .transform(url => url.replace(/\/+$/, ''))
    .prefault('https://slack.com/api')
    .describe('The base of the Web API'),
  update: z
    .enum(['edit', 'thread', 'off'])
    .default('edit')
    .describe('What later notifications of one dedup key do: edit the first message, reply in its thread, or neither'),
  ...sender,
  webhookUrl: z.never(EITHER).optional(),
});

const config = z.union([webhook, bot]);
export type Config = z.output<typeof config>;
export type BotConfig = z.output<typeof bot>;
export type SlackOptions = z.input<typeof config>;

/** Sends to Slack, by incoming webhook or by bot token. */
export const slack = defineChannel({
  type: 'slack',
  label: 'Slack',
  config,
  timeoutMs: 10_000,
  // A header block is plain text.
  escape: { title: text => text, message: mrkdwn },
  rates,
  sizes,
  errors,
  code,
  retryAfterMs,
  render,
  send,
});

type SlackTools = Tools<typeof config, SlackRequest, undefined>;

async function send(delivery: Delivery, tools: SlackTools): Promise<Omit<Receipt, 'at' | 'status'>> {
  const request = tools.render(delivery);
  try {
    return receiptOf(delivery, request, await postOnce(request, tools));
  } catch (error) {
    const other = DeliveryError.is(error) && otherWay(delivery, request, error.reason);
    if (!other) throw error;
    return send(other, tools);
  }
}

/** Once more without blocks where Slack refuses these: a plain message is better than none. */
async function postOnce(request: SlackRequest, { http }: SlackTools) {
  try {
    return await http(request);
  } catch (error) {
    if (DeliveryError.is(error) && richFormRefused.has(error.reason)) return http(plainText(request));
    throw error;
  }
}

/** What cannot be edited is replied to; where the earlier message is gone, a new one takes its place. */
function otherWay(delivery: Delivery, request: SlackRequest, reason: string | undefined): Delivery | undefined {
  if (isEdit(request) && messageLocked.has(reason))
    return { ...delivery, handle: { ...(delivery.handle as object), locked: true } };
  return isFollowUp(request) && messageGone.has(reason) ? { ...delivery, handle: undefined } : undefined;
}

/** A webhook's `ok` names no message. The handle of a thread is its first message, never a reply. */
function receiptOf(delivery: Delivery, request: SlackRequest, answer: Answer): Omit<Receipt, 'at' | 'status'> {
  const sent = handleOf(answer.json);
  if (!sent) return {};
  const first = { ...sent, ...(isFollowUp(request) && handleOf(delivery.handle)) };
  return { providerId: sent.ts, handle: { ...first, resolved: delivery.notification.status === 'resolved' } };
}
