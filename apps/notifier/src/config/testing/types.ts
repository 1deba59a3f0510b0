import { defineChannel, secret, template, z } from '@helix/notify-core';

const rest = {
  timeoutMs: 1000,
  escape: { title: (text: string) => text, message: (text: string) => text },
  rates: [],
  sizes: {},
  errors: {},
  render: () => ({}),
  send: () => Promise.resolve({}),
};

/** Two ways in, as Slack has them. */
export const chat = defineChannel({
  ...rest,
  type: 'chat',
  label: 'Chat',
  config: z.union([
    z.strictObject({ webhookUrl: secret(z.url()), channel: z.string().optional(), username: z.string().optional() }),
    z.strictObject({ botToken: secret(z.string()), channel: z.string(), apiUrl: z.url().optional() }),
  ]),
});

/** Everything that an option can be, as the webhook and others have it. */
export const hook = defineChannel({
  ...rest,
  type: 'hook',
  label: 'Hook',
  config: z
    .strictObject({
      url: secret(z.url()),
      port: z.int().optional(),
      verifySsl: z.boolean().default(true),
      headers: z.record(z.string(), secret(z.string())).default({}),
      fields: z.record(z.string(), z.json()).optional(),
      authToken: secret(z.string()).optional(),
      authType: z.enum(['none', 'bearer']).default('none'),
      signingSecrets: z.array(secret(z.string())).optional(),
      payloadTemplate: template('json').optional(),
      note: z.string().nullable().optional(),
      tls: z.strictObject({ serverName: z.string(), passPhrase: secret(z.string()).optional() }).optional(),
    })
    .refine(({ authType, authToken }) => authType === 'none' || authToken !== undefined, {
      error: 'authType bearer needs authToken',
    }),
});
