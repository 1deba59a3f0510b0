import { createHash } from 'node:crypto';
import { checkedEvent, type EventLike, type Severity } from './event.js';
import type { CompiledEvents } from './event-mapping.js';
import type { Notification, Priority, Type } from '../notification.js';
import { variablesOf, type Template, type Variables } from '../template.js';
import { clean } from '../text.js';
import { messageOf, titleOf } from './wording.js';

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

/**
 * Pure: how an event reads as a notification. What the mapping says of its type goes before what the event says.
 * Throws a DeliveryError `invalid_request` that names the first field of the event that is wrong.
 */
export function fromEvent(event: EventLike, mapping?: CompiledEvents): Reading {
  const base = plainly(checkedEvent(event));
  const mapped = mapping?.(event.type);
  if (!mapped) return { notification: base, notes: [] };

  const notes: string[] = [];
  const variables = variablesOf(base);
  // An alert is not lost because its words could not be made: it goes out with the plain ones.
  const word = (field: 'title' | 'message') => {
    try {
      const text = clean(mapped[field]?.render(variables) ?? base[field]);
      return field === 'title' ? text.trim() || base.title : text;
    } catch (error) {
      notes.push(`${field}: the template failed (${(error as Error).message}), so the plain ${field} stands in`);
      return base[field];
    }
  };
  const notification: Notification = {
    ...base,
    title: word('title'),
    message: word('message'),
    type: mapped.type ?? base.type,
    priority: mapped.priority ?? base.priority,
    status: mapped.status ?? base.status,
    dedupKey: mapped.dedupKey ? keyOf(mapped.dedupKey, variables, notes) : base.dedupKey,
  };
  return { notification, notes };
}

function keyOf(template: Template, variables: Variables, notes: string[]): string | undefined {
  const rendered = template.renderKey(variables);
  if (rendered.key !== undefined) return clean(rendered.key);
  notes.push(`${rendered.missing} is missing or empty: there is no dedup_key`);
  return undefined;
}

function plainly(event: ReturnType<typeof checkedEvent>): Notification {
  const { id, type, source, severity, timestamp, userId, projectId } = event;
  return {
    id: idOf(source, id),
    title: titleOf(type),
    message: messageOf(event),
    ...bySeverity[severity],
    status: event.status ?? 'firing',
    dedupKey: event.dedupKey,
    metadata: event.data,
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
