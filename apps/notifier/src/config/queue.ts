import { z } from '@helix/notify-core';

/** Where notifications wait. */
export const queueSchema = z
  .strictObject({
    driver: z.enum(['memory']).default('memory').describe('memory: what waits is lost when the process ends'),
    maxSize: z.int().min(1).optional().describe('At this many jobs nothing more is accepted'),
  })
  .prefault({});

export type QueueConfig = Readonly<z.output<typeof queueSchema>>;
