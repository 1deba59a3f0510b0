import { cut, measure, type Delivery, type Json, type Notification, type Size } from '@helix/notify-core';
import { factOf, type Fact } from './fact.js';
import { maxFields, sizes } from './limits.js';
import { mrkdwn } from './mrkdwn.js';

/** Header and message. They stand outside of the coloured bar, where Slack never folds them away. */
export function bodyBlocks(title: string, message: string): Json[] {
  return [
    { type: 'header', text: plain(title, sizes.header) },
    ...(message ? [section({ text: marked(message) })] : []),
  ];
}

/** Inside of the coloured bar: the metadata, then where it comes from, how urgent it is, and when it was. */
export function detailBlocks({ notification, priority }: Delivery): Json[] {
  const all = Object.entries(notification.metadata);
  const shown = all.slice(0, maxFields).map(factOf);
  const notes = [`Priority: ${priority}`, ...origin(notification), ...left(all.length - shown.length)];
  return [
    ...(shown.length ? [section({ fields: fields(shown) })] : []),
    { type: 'context', elements: [...notes.map(note => plain(note, sizes.contextItem)), time(notification.createdAt)] },
  ];
}

/** Attachments have link buttons that just open a link; a button block would warn that the app has no endpoint for clicks. */
export function linkButton(url: string | undefined): Json[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { href, protocol } = new URL(url);
  const isShown = /^https?:$/.test(protocol) && measure(href, sizes.url.unit) <= sizes.url.max;
  return isShown ? [{ type: 'button', text: 'Open', url: href }] : [];
}

const section = (content: Readonly<Record<string, Json>>): Json => ({ type: 'section', ...content });

/** Text of the notification: no markup, no mentions, no emoji names are read in it. */
const plain = (text: string, size: Size): Json => ({ type: 'plain_text', text: cut(text, size), emoji: false });

/** Text in markup. `verbatim`: nothing that merely looks like a link or a name becomes one. */
const marked = (text: string): Json => ({ type: 'mrkdwn', text, verbatim: true });

/** They share what the other blocks leave. */
function fields(shown: readonly Fact[]): Json[] {
  const { max, unit } = sizes.field;
  const share = Math.min(max, Math.floor(sizes.allFields.max / shown.length));
  return shown.map(({ label, value }) => {
    const head = `*${cut(label, sizes.fieldLabel, mrkdwn)}*\n`;
    return marked(head + cut(value, { max: share - measure(head, unit), unit }, mrkdwn));
  });
}

const origin = ({ source, event }: Notification) => [source, event?.type].flatMap(text => (text ?? '').trim() || []);
const left = (count: number) => (count > 0 ? [`${count} more in the metadata`] : []);

/** Each reader sees it in their own time zone. */
function time(createdAt: string): Json {
  const seconds = Math.floor(Date.parse(createdAt) / 1000);
  return marked(`<!date^${seconds}^{date_short_pretty} {time_secs}|${mrkdwn(createdAt)}>`);
}
