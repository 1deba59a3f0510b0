import { z } from 'zod';
import { cleaned } from '../cleaned.js';
import { DeliveryError } from '../errors.js';
import { notificationFields, type Status } from '../notification.js';
import { firstProblem } from '../problems.js';

export const severityNames = ['info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof severityNames)[number];

/** An event as core reads it; buses and HTTP APIs of any make fit. */
export interface EventLike {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly severity: Severity;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly data: object;
  readonly userId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly dedupKey?: string | undefined;
  readonly status?: Status | undefined;
  readonly url?: string | undefined;
}

const { dedupKey, metadata, status, time, url } = notificationFields;

/** The parts of an event's schema, so that an HTTP API says the same in its own spelling. */
export const eventFields = {
  id: z.string().min(1, 'must not be empty').max(256),
  type: z.string().min(1, 'must not be empty').max(256),
  source: z.string().min(1, 'must not be empty').max(256),
  severity: z.enum(severityNames),
  timestamp: time,
  data: metadata,
  userId: z.string(),
  projectId: z.string(),
  dedupKey,
  status,
  url,
};
// Not strict: a bus's events may carry more than core reads.
const eventSchema = z.object({
  ...eventFields,
  userId: eventFields.userId.optional(),
  projectId: eventFields.projectId.optional(),
  dedupKey: dedupKey.optional(),
  status: status.optional(),
  url: url.optional(),
});

/** Cleans and checks an event. Throws a DeliveryError `invalid_request` that names the first field that is wrong. */
export function checkedEvent(event: EventLike): z.output<typeof eventSchema> {
  const parsed = eventSchema.safeParse(cleaned('event', event));
  if (!parsed.success) throw new DeliveryError('invalid_request', `event: ${firstProblem(parsed.error, eventSchema)}`);
  return parsed.data;
}
