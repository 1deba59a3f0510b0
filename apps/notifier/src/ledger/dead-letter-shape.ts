import type { Notification } from '@helix/notify-core';
import type { DeadLetter } from '@helix/reliability';
import { timeOf } from './times.js';

/** A delivery that will not be tried again by itself, as the HTTP API and the CLI show it. */
export function deadLetterShape({
  id,
  batch,
  lane,
  reason,
  attempts,
  endedAt,
  attemptCount,
}: DeadLetter<Notification>) {
  return {
    id,
    notification_id: batch.id,
    channel: lane,
    title: batch.body.title,
    reason: reason ?? null,
    // What the provider, or the way to it, said last.
    detail: attempts.at(-1)?.detail ?? null,
    died_at: timeOf(endedAt),
    attempt_count: attemptCount,
  };
}
