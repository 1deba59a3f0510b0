import { notificationFields, z, type NotificationInput } from '@helix/notify-core';

const { channels, dedupKey, id, message, metadata, priority, source, status, time, title, type, url } =
  notificationFields;

/** A notification as it is posted; null is as good as absent. */
export const notificationBody = z.strictObject({
  title,
  id: id.nullish(),
  message: message.nullish(),
  type: type.nullish(),
  priority: priority.nullish(),
  status: status.nullish(),
  metadata: metadata.nullish(),
  channels: channels.nullish(),
  dedup_key: dedupKey.nullish(),
  source: source.nullish(),
  url: url.nullish(),
  expires_at: time.nullish(),
});

export function notificationOf({
  dedup_key,
  expires_at,
  ...body
}: z.output<typeof notificationBody>): NotificationInput {
  const given = { ...body, dedupKey: dedup_key, expiresAt: expires_at };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)) as unknown as NotificationInput;
}
