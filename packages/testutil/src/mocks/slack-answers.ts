import type { ReceivedRequest } from '../received.js';
import type { Reply } from '../reply.js';
import { blockProblems, isObject, type Fields } from './slack-blocks.js';
import type { SlackBoard } from './slack-board.js';

/** What the answers depend on besides the request. */
export interface SlackState {
  readonly board: SlackBoard;
  readonly knows: (token: string | undefined) => boolean;
}

// chat.update refuses what chat.postMessage takes: measured by others, in bytes.
const maxUpdateTextBytes = 4000;

const isFilled = (value: unknown) =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '';

const hasContent = ({ text, blocks, attachments }: Fields) => [text, blocks, attachments].some(isFilled);

/** Ids stay as they are; a name becomes the id that it always has here. */
function channelId(channel: string): string {
  return isChannelId(channel) ? channel : `C${channel.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()}`;
}

const isChannelId = (channel: string) => /^[CDG][A-Z0-9]+$/.test(channel);

/** Incoming webhooks: the outcome is the status, the body is plain text. */
export function answerWebhook({ method, path, json }: ReceivedRequest, { board, knows }: SlackState): Reply {
  const token = /^\/services\/[^/]+\/[^/]+\/([^/?]+)$/.exec(path)?.[1];
  if (token === undefined) return { status: 404, body: 'no_service' };
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: 'method_not_allowed' };
  if (!knows(token)) return { status: 403, body: 'invalid_token' };
  if (!isObject(json)) return { status: 400, body: 'invalid_payload' };
  if (!hasContent(json)) return { status: 400, body: 'no_text' };
  if (blockProblems(json.blocks).length > 0) return { status: 400, body: 'invalid_blocks' };
  board.post(channelId(typeof json.channel === 'string' ? json.channel : 'CWEBHOOK'), json);
  return { headers: { 'content-type': 'text/html' }, body: 'ok' };
}

const refusal = (error: string, more: object = {}): Reply => ({ body: { ok: false, error, ...more } });

function postMessage(message: Fields, channel: string, board: SlackBoard): Reply {
  const posted = board.post(channelId(channel), message);
  return { body: { ok: true, channel: posted.channel, ts: posted.ts, message: posted } };
}

function updateMessage(message: Fields, channel: string, board: SlackBoard): Reply {
  // A name can be posted to, but not updated in.
  if (!isChannelId(channel)) return refusal('channel_not_found');
  if (typeof message.text === 'string' && Buffer.byteLength(message.text) > maxUpdateTextBytes)
    return refusal('msg_too_long');
  const updated = board.update(channel, String(message.ts), message);
  if (!updated) return refusal('message_not_found');
  return { body: { ok: true, channel, ts: updated.ts, text: updated.text, message: updated } };
}

const methods: Readonly<Record<string, typeof postMessage>> = {
  '/api/chat.postMessage': postMessage,
  '/api/chat.update': updateMessage,
};

/** The Web API: always HTTP 200, the outcome is in the body. */
export function answerApi({ path, headers, json }: ReceivedRequest, { board, knows }: SlackState): Reply {
  const method = Object.hasOwn(methods, path) ? methods[path] : undefined;
  if (!method) return refusal('unknown_method');
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return refusal('not_authed');
  if (!knows(token)) return refusal('invalid_auth');
  if (!isObject(json)) return refusal('invalid_json');
  if (typeof json.channel !== 'string' || json.channel === '') return refusal('channel_not_found');
  if (!hasContent(json)) return refusal('no_text');
  const problems = blockProblems(json.blocks).map(problem => `[ERROR] ${problem}`);
  if (problems.length > 0) return refusal('invalid_blocks', { response_metadata: { messages: problems } });
  return method(json, json.channel, board);
}
