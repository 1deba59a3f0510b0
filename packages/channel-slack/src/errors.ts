import type { Answer, Meaning } from '@helix/notify-core';

/** An answer that is not Slack's: the login page of a proxy. */
const UNEXPECTED = 'unexpected_answer';

/**
 * What Slack's codes mean to us. Webhooks answer them as plain text, the Web API in JSON with status 200; their statuses
 * vary between reports. Sources: api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks,
 * docs.slack.dev/reference/methods/chat.postMessage and chat.update, github.com/slackapi/slack-api-specs
 */
export const errors: Readonly<Record<string, Meaning>> = {
  invalid_auth: 'unauthorized',
  not_authed: 'unauthorized',
  token_revoked: 'unauthorized',
  token_expired: 'unauthorized',
  account_inactive: 'unauthorized',
  invalid_token: 'unauthorized',
  missing_scope: 'unauthorized',

  // The hook was revoked, the chat is gone or closed to us: a person must act, and nothing is lost until then.
  no_service: 'misconfigured',
  no_service_id: 'misconfigured',
  no_active_hooks: 'misconfigured',
  no_team: 'misconfigured',
  team_disabled: 'misconfigured',
  user_not_found: 'misconfigured',
  channel_not_found: 'misconfigured',
  channel_is_archived: 'misconfigured',
  is_archived: 'misconfigured',
  not_in_channel: 'misconfigured',
  action_prohibited: 'misconfigured',
  posting_to_general_channel_denied: 'misconfigured',
  restricted_action: 'misconfigured',
  restricted_action_read_only_channel: 'misconfigured',
  restricted_action_thread_only_channel: 'misconfigured',
  restricted_action_non_threadable_channel: 'misconfigured',
  restricted_action_thread_locked: 'misconfigured',
  ekm_access_denied: 'misconfigured',
  unknown_method: 'misconfigured',
  // Without a code of Slack's it was not Slack that answered: the address is another's, or a proxy is in the way.
  '403': 'misconfigured',
  '404': 'misconfigured',
  '410': 'misconfigured',

  no_text: 'invalid_request',
  invalid_payload: 'invalid_request',
  invalid_json: 'invalid_request',
  invalid_blocks: 'invalid_request',
  invalid_blocks_format: 'invalid_request',
  invalid_attachments: 'invalid_request',
  invalid_arg_name: 'invalid_request',
  msg_too_long: 'invalid_request',
  msg_blocks_too_long: 'invalid_request',
  too_many_attachments: 'invalid_request',
  cant_update_message: 'invalid_request',
  edit_window_closed: 'invalid_request',
  message_not_found: 'not_found',

  // Webhooks spell it with the underline; the Web API has both, of which this one is about messages to one channel.
  rate_limited: { code: 'rate_limited', scope: ['webhookUrl'] },
  ratelimited: { code: 'rate_limited', scope: ['botToken', 'channel'] },

  // Part of the operation may have succeeded: a second try may repeat the message.
  fatal_error: 'server_error',
  internal_error: 'server_error',
  service_unavailable: 'server_error',
  request_timeout: 'server_error',
  rollup_error: 'server_error',
  [UNEXPECTED]: 'server_error',
};

/** The rich form was refused: plain text may still get through. */
export const richFormRefused: ReadonlySet<string | undefined> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'invalid_attachments',
]);

/** The earlier message is gone, or we are gone from where it stands. */
export const messageGone: ReadonlySet<string | undefined> = new Set([
  'message_not_found',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
]);

/** The earlier message stands, but can no longer be edited. */
export const messageLocked: ReadonlySet<string | undefined> = new Set(['cant_update_message', 'edit_window_closed']);

/**
 * Slack's own code in an answer. Success is the text `ok` of a webhook, and `{"ok":true}` of the Web API; receivers that
 * stand in for Slack (Mattermost, Rocket.Chat, tests) answer a 2xx with other texts, so that only what is a refusal is one.
 */
export function code(answer: Answer): string | undefined {
  const text = answer.text.trim();
  const { ok, error } = bodyOf(answer);
  if (text === 'ok' || ok === true) return undefined;
  const isRefused = answer.status >= 300;
  if (isCode(error)) return error;
  if (isCode(text) && (isRefused || Object.hasOwn(errors, text))) return text;
  return !isRefused && (ok === false || text.startsWith('<')) ? UNEXPECTED : undefined;
}

/** Slack repeats its Retry-After in the body, in seconds. */
export function retryAfterMs(answer: Answer): number | undefined {
  const { retry_after: seconds } = bodyOf(answer);
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined;
}

const isCode = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9_]{1,63}$/.test(value);
const bodyOf = ({ json }: Answer) => Object(json) as Readonly<Record<string, unknown>>;
