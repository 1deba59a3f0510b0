import { randomUUID } from 'node:crypto';
import { eventFields, z, type EventLike } from '@helix/notify-core';

const { data, dedupKey, id, projectId, severity, source, status, timestamp, type, url, userId } = eventFields;

/** An event as it is posted; null is as good as absent. Any type is accepted. */
export const eventBody = z.strictObject({
  type,
  source,
  id: id.nullish(),
  timestamp: timestamp.nullish(),
  severity: severity.nullish(),
  data: data.nullish(),
  user_id: userId.nullish(),
  project_id: projectId.nullish(),
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
