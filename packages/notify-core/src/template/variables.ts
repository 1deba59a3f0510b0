import type { Delivery } from '../delivery.js';
import type { Notification, Priority } from '../notification.js';

/** What a template can name, in the spelling of the YAML file. */
export type Variables = Readonly<Record<string, unknown>>;

export const eventNames = ['id', 'type', 'source', 'severity', 'timestamp', 'user_id', 'project_id', 'data'] as const;
export const variableNames = [
  'title',
  'message',
  'type',
  'priority',
  'metadata',
  'status',
  'dedup_key',
  'source',
  'url',
  'created_at',
  'event',
] as const;

/** The variables of a delivery, whose priority may differ from its notification's; or of a notification before there is one. */
export function variablesOf(subject: Delivery | Notification): Variables {
  return 'notification' in subject
    ? variables(subject.notification, subject.priority)
    : variables(subject, subject.priority);
}

function variables(notification: Notification, priority: Priority): Record<(typeof variableNames)[number], unknown> {
  const { title, message, type, metadata, status, dedupKey, source, url, createdAt } = notification;
  const event = eventVariables(notification);
  return {
    title,
    message,
    type,
    priority,
    metadata,
    status,
    dedup_key: dedupKey,
    source,
    url,
    created_at: createdAt,
    event,
  };
}

/** The event's data is the notification's metadata. */
function eventVariables({ event, metadata }: Notification): Record<(typeof eventNames)[number], unknown> | undefined {
  if (!event) return undefined;
  const { id, type, source, severity, timestamp, userId, projectId } = event;
  return { id, type, source, severity, timestamp, user_id: userId, project_id: projectId, data: metadata };
}
