import type { Size } from '@helix/notify-core';

const codePoints = (max: number): Size => ({ max, unit: 'codePoints' });

/** How long Slack lets a text be, measured after escaping: `&amp;` counts five. */
export const sizes = {
  // Recommended; Slack itself cuts at 40,000: api.slack.com/changelog/2018-04-truncating-really-long-messages
  text: codePoints(4000),
  // Beyond, chat.update answers msg_too_long. Not documented; measured by others, in bytes.
  updateText: { max: 4000, unit: 'bytes' },
  // The next four: @slack/types 3.2.0.
  header: codePoints(150),
  section: codePoints(3000),
  field: codePoints(2000),
  url: codePoints(3000),
  // Over all blocks. Not documented; 9,597 were accepted and 11,341 refused: github.com/slackapi/bolt-js/issues/2867
  allBlocks: codePoints(9000),
  // Ours, so that the others never add up to more than `allBlocks`.
  textTitle: codePoints(1000),
  allFields: codePoints(5000),
  fieldLabel: codePoints(80),
  contextItem: codePoints(150),
} as const satisfies Record<string, Size>;

/** Fields of one section: @slack/types 3.2.0. */
export const maxFields = 10;

/** "Short bursts" are allowed above one message a second; Slack gives no number: docs.slack.dev/apis/web-api/rate-limits */
const burst = 5;

/** docs.slack.dev/apis/web-api/rate-limits; chat.update alone has 50 a minute, which its Retry-After tells. */
export const rates = [
  { scope: ['webhookUrl'], perSecond: 1, burst },
  { scope: ['botToken', 'channel'], perSecond: 1, burst },
  // "Several hundred messages per minute" for each workspace.
  { scope: ['botToken'], perMinute: 300 },
] as const;
