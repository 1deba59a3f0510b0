const SPECIAL = /[&<>*_~`]/;
const WORD_JOINER = '\u2060';
// A marker formats where it stands at a word's edge; inside of a word (task_id) it is a letter like any other.
const MARKERS = /`|(?<![\p{L}\p{N}])[*_~](?!\s)|(?<!\s)[*_~](?![\p{L}\p{N}])/gu;
// Slack reads an escaped > at the start of a line as a quote all the same.
const QUOTES = /^(?=[^\S\n]*&gt;)/gm;

/**
 * Plain text as mrkdwn: it cannot mention, link or format. Slack's three entities are all it knows of escaping
 * (api.slack.com/docs/message-formatting); an invisible word joiner takes their meaning from the other markers.
 */
export function mrkdwn(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(MARKERS, `$&${WORD_JOINER}`)
    .replace(QUOTES, WORD_JOINER);
}
