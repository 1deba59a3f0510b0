import { resolve } from 'node:path';
import { secret, z, type Secret } from '@helix/notify-core';

const drivers = ['embedded', 'memory', 'redis'] as const;
const confirmations = ['none', 'aof', 'replica'] as const;

/** Which driver an option belongs to; what is not here is for all. */
const driverOf = { path: 'embedded', url: 'redis', prefix: 'redis', confirm: 'redis' } as const;
const ownOptions = Object.entries(driverOf) as [keyof typeof driverOf, (typeof drivers)[number]][];

const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: 'expected an address such as redis://:PASSWORD@redis.internal:6379/0',
});

/** Where notifications wait. */
export const queueSchema = z
  .strictObject({
    driver: z
      .enum(drivers)
      .default('embedded')
      .describe('embedded: a file of this process; redis: shared by many; memory: what waits is lost at the end'),
    maxSize: z.int().min(1).optional().describe('At this many jobs nothing more is accepted'),
    path: z.string().min(1).optional().describe('embedded: the folder of the store (./data)'),
    url: secret(redisUrl).optional().describe('redis: where it is'),
    prefix: z.string().min(1).optional().describe('redis: what all of its keys begin with (helix:notifications)'),
    confirm: z
      .enum(confirmations)
      .optional()
      .describe('redis: what has to hold a notification before it is accepted (aof)'),
  })
  .superRefine((queue, context) => {
    for (const [option, driver] of ownOptions) {
      if (queue[option] === undefined || queue.driver === driver) continue;
      const message = `goes with the driver ${driver}, and the driver here is ${queue.driver}; leave it out`;
      context.addIssue({ code: 'custom', path: [option], message });
    }
    if (queue.driver === 'redis' && queue.url === undefined)
      context.addIssue({ code: 'custom', path: ['url'], message: 'is required where the driver is redis' });
  })
  .prefault({});

interface Common {
  readonly maxSize?: number | undefined;
}
export type QueueConfig =
  | (Common & { readonly driver: 'memory' })
  | (Common & { readonly driver: 'embedded'; readonly path: string })
  | (Common & {
      readonly driver: 'redis';
      readonly url: Secret;
      readonly prefix: string;
      readonly confirm: (typeof confirmations)[number];
    });

/** With the defaults of its driver; its path from the root. */
export function queueConfigOf(queue: z.output<typeof queueSchema>, folder: string): QueueConfig {
  const { driver, maxSize, path = './data', url, prefix = 'helix:notifications', confirm = 'aof' } = queue;
  if (driver === 'embedded') return { driver, maxSize, path: resolve(folder, path) };
  // One without its url was refused.
  if (driver === 'redis' && url) return { driver, maxSize, url, prefix, confirm };
  return { driver: 'memory', maxSize };
}
