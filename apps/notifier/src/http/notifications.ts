import { DeliveryError, idOf } from '@helix/notify-core';
import type { App } from '../app.js';
import { ledgerEntry } from '../ledger/entry.js';
import { isRefused, refusalCode } from './events.js';
import { notificationBody, notificationOf } from './notification-body.js';
import { fieldProblems, problem, type FieldProblem } from './problem.js';

/** `POST /v1/notifications`: answers once it is stored. A repeat with the same id or Idempotency-Key, if one is given, adds nothing. */
export async function acceptNotification({ notifier }: App, body: unknown, idempotencyKey: string) {
  const parsed = notificationBody.safeParse(body);
  if (!parsed.success) throw invalid(fieldProblems(notificationBody, parsed.error));
  const input = notificationOf(parsed.data);
  const id = input.id ?? (idempotencyKey ? idOf('idempotency-key', idempotencyKey) : undefined);

  const result = await notifier.notify({ ...input, id }).catch(asProblem);
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
export async function findNotification({ queue }: App, id: string) {
  const stored = await queue.get(id);
  if (!stored)
    throw problem('not_found', `there is no notification "${id}"; finished ones are kept as long as "retention" says`);
  return ledgerEntry(stored, Date.now());
}

function invalid(errors: readonly FieldProblem[]) {
  const [first] = errors;
  return problem('invalid_request', first ? `${first.path || 'the body'}: ${first.message}` : 'the body is not valid', {
    errors,
  });
}

function asProblem(error: unknown): never {
  if (!DeliveryError.is(error) || error.code !== 'invalid_request') throw error;
  // Every field was checked before: what is left is a channel that nobody knows.
  throw invalid([{ path: 'channels', message: error.message.replace(/^notification: channels: /, '') }]);
}
