import {
  cut,
  measure,
  type Delivery,
  type HttpRequest,
  type Json,
  type Size,
  type Status,
  type Words,
} from '@helix/notify-core';
import { bodyBlocks, detailBlocks, linkButton } from './blocks.js';
import type { BotConfig, Config } from './channel.js';
import { handleOf } from './handle.js';
import { sizes } from './limits.js';
import { looks } from './looks.js';
import { mrkdwn } from './mrkdwn.js';

type Body = Readonly<Record<string, Json>>;
export interface SlackRequest extends HttpRequest {
  readonly body: Body;
}

/** One message: posted to the webhook, or by the bot as a new message, an edit of an earlier one, or a reply to it. */
export function render(delivery: Delivery, config: Config, words: Words): SlackRequest {
  if (config.botToken === undefined)
    return post(config.webhookUrl.reveal(), {}, message(delivery, config, words, sizes.text));
  const { method, place, size } = callFor(delivery, config);
  // An edit takes no sender, and Slack leaves aside what it does not take.
  const body = { ...message(delivery, config, words, size), ...place };
  return post(`${config.apiUrl}/${method}`, { authorization: `Bearer ${config.botToken.reveal()}` }, body);
}

/** The same message without blocks and attachments; an edit has to clear those that are there. */
export function plainText(request: SlackRequest): SlackRequest {
  const cleared = { blocks: [], attachments: [] };
  const kept = Object.entries(request.body).filter(([field]) => !(field in cleared));
  return { ...request, body: { ...Object.fromEntries(kept), ...(isEdit(request) && cleared) } };
}

export const isEdit = ({ body }: SlackRequest) => 'ts' in body;
export const isFollowUp = (request: SlackRequest) => isEdit(request) || 'thread_ts' in request.body;

const post = (url: string, headers: Readonly<Record<string, string>>, body: Body): SlackRequest => ({
  method: 'POST',
  url,
  headers,
  body,
});

function callFor({ handle, notification }: Delivery, { update, channel }: BotConfig) {
  const earlier = handleOf(handle);
  const isNews = earlier?.resolved === true && notification.status === 'firing';
  if (!earlier || isNews || update === 'off')
    return { method: 'chat.postMessage', place: { channel }, size: sizes.text };
  const { channel: id, ts, locked } = earlier;
  return update === 'thread' || locked
    ? { method: 'chat.postMessage', place: { channel: id, thread_ts: ts }, size: sizes.text }
    : { method: 'chat.update', place: { channel: id, ts }, size: sizes.updateText };
}

function message(delivery: Delivery, config: Config, words: Words, size: Size): Body {
  const { type, status, url } = delivery.notification;
  const { sign, color } = looks[status === 'resolved' ? 'success' : type];
  const title = prefixes[status] + (words.title().replace(/\s+/g, ' ').trim() || '—');
  const button = linkButton(url);
  return {
    text: text(title, words, size),
    icon_emoji: config.iconEmoji ?? looks[type].icon,
    unfurl_links: false,
    unfurl_media: false,
    // Said explicitly: chat.update would otherwise make links and mentions of what looks like them.
    parse: 'none',
    blocks: bodyBlocks(`${sign} ${title}`, words.message(sizes.section).trim()),
    attachments: [
      { color, blocks: detailBlocks(delivery) },
      ...(button.length ? [{ color, fallback: title, actions: button }] : []),
    ],
    ...(config.channel && { channel: config.channel }),
    ...(config.username && { username: config.username }),
  };
}

const prefixes: Readonly<Record<Status, string>> = {
  firing: '',
  acknowledged: 'Acknowledged: ',
  resolved: 'Resolved: ',
};

/** What notifications and screen readers say, and what is left where the rich form is refused. */
function text(title: string, words: Words, { max, unit }: Size): string {
  const head = `${cut(title, { ...sizes.textTitle, unit }, mrkdwn)}\n`;
  return (head + words.message({ max: max - measure(head, unit), unit })).trim();
}
