import { defineChannel, maskUrl, secret, template, z } from '@helix/notify-core';
import { address } from './address.js';
import { authHeaders, authProblems, password, token, username } from './auth.js';
import { errors } from './errors.js';
import { headerProblems, headerValue } from './headers.js';
import { maxSigningSecrets, timeoutMs } from './limits.js';
import { render } from './render.js';
import { signatureHeaders, signingSecret, webhookId } from './signature.js';

const config = z
  .strictObject({
    url: secret(address, maskUrl).describe('Where notifications go; shown without its path'),
    method: z.enum(['POST', 'PUT', 'PATCH']).default('POST').describe('The HTTP method'),
    headers: z
      .record(z.string(), secret(headerValue))
      .default({})
      .describe('Further headers; their values are secrets'),
    authType: z.enum(['none', 'bearer', 'basic', 'apikey']).default('none').describe('How the request authenticates'),
    authToken: secret(token)
      .optional()
      .describe('The bearer token, the API key (sent as X-API-Key), or for basic the base64 of user:password'),
    username: username.optional().describe('For basic authentication in place of a token'),
    password: secret(password).optional().describe('Goes with username'),
    payloadTemplate: template('json')
      .optional()
      .describe('A Liquid template of the JSON body; without it {title, message, type, priority, metadata}'),
    signingSecrets: z
      .array(secret(signingSecret))
      .min(1, 'must list a secret; leave it out to send unsigned')
      .max(maxSigningSecrets, 'must list at most two secrets: the new one and the one that it replaces')
      .optional()
      .describe('Signs as Standard Webhooks say, once with each; whsec_ and the base64 of 24 to 64 bytes'),
    verifySsl: z.boolean().default(true).describe('false accepts any certificate'),
  })
  .superRefine(
    (options, context) => {
      const names = headerProblems(Object.keys(options.headers), Object.keys(authHeaders(options)));
      for (const problem of [...authProblems(options), ...names]) context.addIssue({ code: 'custom', ...problem });
    },
    // zod would also show a secret that broke a rule of its own, as the text that it still is.
    { when: ({ issues }) => issues.length === 0 },
  );

export type WebhookConfig = z.output<typeof config>;

/** Sends JSON to any HTTP endpoint, signed as Standard Webhooks say where `signingSecrets` are given. Any 2xx is success. */
export const webhook = defineChannel({
  type: 'webhook',
  label: 'Webhook',
  config,
  timeoutMs,
  escape: { title: text => text, message: text => text },
  // The receiver is anybody: its operator sets the limits.
  rates: [],
  sizes: {},
  errors,
  tls: ({ verifySsl }) => ({ rejectUnauthorized: verifySsl }),
  render,
  async send({ id }, { config: { signingSecrets }, http, now, render }) {
    const { headers, body, ...rest } = render();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = signingSecrets && signatureHeaders({ id: webhookId(id), text, atMs: now() }, signingSecrets);
    await http({ ...rest, headers: { ...headers, ...signature }, body: text });
    return {};
  },
});
