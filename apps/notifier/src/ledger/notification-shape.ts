import type { Notification } from '@helix/notify-core';

/** A notification as the HTTP API and the CLI show it: snake_case, null for what is absent. */
export function notificationShape(notification: Notification) {
  const { title, message, type, priority, status, dedupKey, metadata, source, url, createdAt, expiresAt, event } =
    notification;
  return {
    title,
    message,
    type,
    priority,
    status,
    dedup_key: dedupKey ?? null,
    metadata,
    source: source ?? null,
    url: url ?? null,
    created_at: createdAt,
    expires_at: expiresAt ?? null,
    event: event ? eventShape(event) : null,
  };
}

function eventShape({ id, type, source, severity, timestamp, userId, projectId }: NonNullable<Notification['event']>) {
  return { id, type, source, severity, timestamp, user_id: userId ?? null, project_id: projectId ?? null };
}
