import { randomUUID } from 'node:crypto';
import { notificationFields, z, type EventLike } from '@helix/notify-core';

const { dedupKey, metadata, status, time, url } = notificationFields;

/** An event as it is posted. Any type is accepted. */
export const eventBody = z.strictObject({
  type: z.string().min(1, 'must not be empty').max(256),
  source: z.string().min(1, 'must not be empty').max(256),
  id: z.string().min(1, 'must not be empty').max(256).optional(),
  timestamp: time.optional(),
  severity: z.enum(['info', 'warning', 'error', 'critical']).optional(),
  data: metadata.optional(),
  user_id: z.string().nullish(),
  project_id: z.string().nullish(),
  dedup_key: dedupKey.nullish(),
  status: status.nullish(),
  url: url.nullish(),
});

/** Fills what the sender left out: an id of its own, so that only events with an id are recognised when they come again. */
export function eventOf(body: z.output<typeof eventBody>, now: number): EventLike {
  return {
    id: body.id ?? `evt_${randomUUID()}`,
    type: body.type,
    source: body.source,
    severity: body.severity ?? 'info',
    timestamp: new Date(body.timestamp ?? now).toISOString(),
    data: body.data ?? {},
    userId: body.user_id ?? undefined,
    projectId: body.project_id ?? undefined,
    dedupKey: body.dedup_key ?? undefined,
    status: body.status ?? undefined,
    url: body.url ?? undefined,
  };
}
