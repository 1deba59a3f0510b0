import { createHash } from 'node:crypto';
import type { CompiledEvents } from './event-mapping.js';
import { cleaned, type Json, type Notification, type Priority, type Status, type Type } from '../notification.js';
import { variablesOf } from '../template.js';
import { messageOf, titleOf } from './wording.js';

export type Severity = 'info' | 'warning' | 'error' | 'critical';

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

/** A notification and what is worth telling about how it came about. */
export interface Reading {
  readonly notification: Notification;
  /** One sentence each, for the plan's trace: a `dedup_key` whose parts were missing. */
  readonly notes: readonly string[];
}

const bySeverity: Readonly<Record<Severity, { readonly type: Type; readonly priority: Priority }>> = {
  critical: { type: 'alert', priority: 'urgent' },
  error: { type: 'error', priority: 'high' },
  warning: { type: 'warning', priority: 'medium' },
  info: { type: 'info', priority: 'low' },
};

/** Pure: how an event reads as a notification. What the mapping says of its type goes before what the event says. */
export function fromEvent(event: EventLike, mapping?: CompiledEvents): Reading {
  const base = plainly(event);
  const mapped = mapping?.(event.type);
  if (!mapped) return { notification: cleaned(base), notes: [] };

  const variables = variablesOf(base);
  const key = mapped.dedupKey?.renderKey(variables);
  const notification: Notification = {
    ...base,
    title: mapped.title?.render(variables) || base.title,
    message: mapped.message?.render(variables) ?? base.message,
    type: mapped.type ?? base.type,
    priority: mapped.priority ?? base.priority,
    status: mapped.status ?? base.status,
    dedupKey: key === undefined ? base.dedupKey : 'key' in key ? key.key : undefined,
  };
  const notes = key && 'missing' in key ? [`${key.missing} is missing or empty: there is no dedup_key`] : [];
  return { notification: cleaned(notification), notes };
}

function plainly(event: EventLike): Notification {
  const { id, type, source, severity, timestamp, userId, projectId } = event;
  return {
    id: idOf(source, id),
    title: titleOf(type),
    message: messageOf(event),
    ...bySeverity[severity],
    status: event.status ?? 'firing',
    dedupKey: event.dedupKey,
    metadata: event.data as Readonly<Record<string, Json>>,
    source,
    url: event.url,
    createdAt: timestamp,
    event: { id, type, source, severity, timestamp, userId, projectId },
  };
}

/** The same event gives the same id, so that a repeat adds nothing. */
export function idOf(source: string, id: string): string {
  return `n_${createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('base64url')
    .slice(0, 27)}`;
}
