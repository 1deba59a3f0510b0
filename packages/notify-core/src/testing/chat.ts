import type { Channel, Definition } from '../channel/channel.js';
import { defineChannel } from '../channel/define-channel.js';
import { z } from 'zod';
import type { HttpRequest } from '../http/exchange.js';
import { maskUrl, secret } from '../secret.js';

const config = z.strictObject({
  url: secret(z.url(), maskUrl),
  token: secret(z.string().min(1)),
  room: z.string().optional(),
  limits: z.strictObject({ perSecond: z.number().default(1) }).prefault({}),
});
const sizes = { title: { max: 80, unit: 'codePoints' }, text: { max: 1_000, unit: 'utf16' } } as const;
type Answered = { readonly error?: string; readonly id?: string; readonly wait_ms?: number } | undefined;

/** A small honest channel, as an example and for tests: a JSON API that answers `{ ok: true, id }` or `{ ok: false, error }`. */
export const chatDefinition: Definition<typeof config, HttpRequest, undefined> = {
  type: 'chat',
  label: 'Chat',
  config,
  timeoutMs: 5_000,
  escape: { title: text => text, message: text => text.replaceAll('*', '\\*') },
  rates: [
    { scope: ['token'], perMinute: 60 },
    { scope: ['token', 'room'], perSecond: 1 },
  ],
  sizes,
  errors: {
    room_gone: 'misconfigured',
    bad_token: 'unauthorized',
    slow_down: { code: 'rate_limited', scope: ['token'] },
    '409': 'server_error',
  },
  code: ({ json }) => (json as Answered)?.error,
  retryAfterMs: ({ json }) => (json as Answered)?.wait_ms,
  render: ({ priority, notification: { metadata, type } }, { url, token, room }, words) => ({
    method: 'POST',
    url: url.reveal(),
    headers: { authorization: `Bearer ${token.reveal()}` },
    body: {
      room: room ?? null,
      title: words.title(sizes.title),
      text: words.message(sizes.text),
      type,
      priority,
      metadata,
    },
  }),
  async send(_, { http, render }) {
    const { json } = await http(render());
    return { providerId: (json as Answered)?.id };
  },
};

export const chat = defineChannel(chatDefinition);

/** One at `url`, allowed to dial the loopback. */
export const chatAt = (url: string): Channel =>
  chat({ url, token: 'token-5f2b' }, { network: { allow: ['127.0.0.1'] } });
