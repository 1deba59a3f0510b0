import { isAllowEntry, z } from '@helix/notify-core';
import { duration } from './duration.js';

/** Addresses, ranges and host names that may be dialled besides public ones. */
export const networkSchema = z
  .strictObject({
    allow: z
      .array(
        z.string().refine(isAllowEntry, { error: 'expected an address, a range such as 10.0.0.0/8, or a host name' }),
      )
      .default([]),
  })
  .prefault({});

/** How long finished notifications are kept, and how many. */
export const retentionSchema = z
  .strictObject({ finished: duration('1s', '3660d').optional(), maxFinished: z.int().min(0).optional() })
  .prefault({})
  .transform(({ finished, maxFinished }) => ({ finishedMs: finished, maxFinished }));

export type Network = Readonly<z.output<typeof networkSchema>>;
export type Retention = Readonly<z.output<typeof retentionSchema>>;
