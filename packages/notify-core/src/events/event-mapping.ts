import { eventPattern } from './event-pattern.js';
import type { Priority, Status, Type } from '../notification.js';
import { compileTemplate, type Template } from '../template.js';

/** How events of one type, or of a pattern of types, read as a notification. `title`, `message` and `dedupKey` are Liquid templates. */
export interface EventRendering {
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  readonly type?: Type | undefined;
  readonly priority?: Priority | undefined;
  readonly dedupKey?: string | undefined;
  readonly status?: Status | undefined;
}
/** By event type or pattern: an exact type goes first, then patterns in their order. */
export type EventMapping = Readonly<Record<string, EventRendering>>;

interface CompiledRendering {
  readonly title?: Template | undefined;
  readonly message?: Template | undefined;
  readonly dedupKey?: Template | undefined;
  readonly type?: Type | undefined;
  readonly priority?: Priority | undefined;
  readonly status?: Status | undefined;
}
/** What holds for an event type; undefined where nothing was said of it. */
export type CompiledEvents = (type: string) => CompiledRendering | undefined;

/** Compiles every template and pattern once. Throws one sentence that names the entry and the field. */
export function compileEvents(mapping: EventMapping): CompiledEvents {
  const exact = new Map(Object.entries(mapping).map(([type, rendering]) => [type, compiled(type, rendering)]));
  const patterns = [...exact].map(([pattern, rendering]) => ({ matches: eventPattern(pattern), rendering }));
  return type => exact.get(type) ?? patterns.find(({ matches }) => matches(type))?.rendering;
}

function compiled(event: string, { title, message, dedupKey, ...plain }: EventRendering): CompiledRendering {
  const template = (field: string, source: string | undefined) => {
    if (source === undefined) return undefined;
    try {
      return compileTemplate(source, { kind: 'text' });
    } catch (error) {
      throw new TypeError(`events.${event}.${field}: ${(error as Error).message}`);
    }
  };
  return {
    ...plain,
    title: template('title', title),
    message: template('message', message),
    dedupKey: template('dedupKey', dedupKey),
  };
}
