import { DeliveryError, idOf } from '@helix/notify-core';
import type { App } from '../app.js';
import { findEntry } from '../ledger/find-entry.js';
import { isRefused, refusalCode } from './events.js';
import { notificationBody, notificationOf } from './notification-body.js';
import { parseInput } from './parse-input.js';
import { invalidBody, problem, statedProblem } from './problem.js';

/** `POST /v1/notifications`: answers once it is stored. A repeat with the same id or Idempotency-Key, if one is given, adds nothing. */
export async function acceptNotification({ notifier }: App, body: unknown, idempotencyKey: string) {
  const input = notificationOf(parseInput(notificationBody, body));
  // No event has an empty source, so no event's id is a key's.
  const id = input.id ?? (idempotencyKey ? idOf('', idempotencyKey) : undefined);

  const result = await notifier.notify({ ...input, id }).catch(rethrow);
  if (isRefused(result)) {
    throw problem(refusalCode(result), 'the queue takes no more at the moment; try again later', {
      retryAfterMs: result.retryAfterMs,
    });
  }
  if (result.stored === 'conflict')
    throw problem('conflict', `another notification was already accepted under this id or key (${result.id})`);
  return { id: result.id, deliveries: result.jobs.map(job => ({ id: job.id, channel: job.lane })) };
}

/** `GET /v1/notifications/:id` */
export async function findNotification(app: App, id: string) {
  const entry = await findEntry(app, id);
  if (entry) return entry;
  throw problem('not_found', `there is no notification "${id}"; finished ones are kept as long as "retention" says`);
}

/** What only the core sees: a channel that nobody knows, a title of control characters alone. */
function rethrow(error: unknown): never {
  if (!DeliveryError.is(error) || error.code !== 'invalid_request') throw error;
  throw invalidBody([statedProblem(error.message)], 'the body is not valid');
}
