import { z } from 'zod';
import { priorities } from './notification.js';

const withFunction = (name: string, what: string) =>
  z.custom(
    given => typeof (given as Readonly<Record<string, unknown>> | null)?.[name] === 'function',
    `must be ${what}`,
  );

/** What `createNotifier` takes. A misspelt `condition` would match everything, so no unknown key passes. */
export const notifierOptions = z.strictObject({
  channels: z.record(
    z.string(),
    z.union([z.literal('off'), withFunction('send', 'a channel, such as slack({ … }), or "off"')]),
  ),
  rules: z.array(
    z.strictObject({
      name: z.string(),
      condition: z.string().optional(),
      channels: z.array(z.string()),
      priority: z.enum(priorities).optional(),
      enabled: z.boolean().optional(),
    }),
  ),
  events: z.record(z.string(), z.unknown()).optional(),
  expiresAfterMs: z.record(z.string(), z.number().positive()).optional(),
  deliver: withFunction('start', 'direct(), or queued(queue) of @helix/reliability').optional(),
});
