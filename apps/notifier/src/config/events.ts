import { compileEvents, priorities, statuses, types, z, type EventMapping } from '@helix/notify-core';
import { check } from './check.js';
import { inSnake, type Path } from './naming.js';
import type { Reading } from './reading.js';

const templateText = z.string().meta({ verbatim: true });

/** By event type or pattern: how such an event reads as a notification. Texts are Liquid templates. */
export const eventsSchema = z
  .record(
    z.string(),
    z.strictObject({
      title: templateText.optional(),
      message: templateText.optional(),
      type: z.enum(types).optional(),
      priority: z.enum(priorities).optional(),
      dedupKey: templateText.optional(),
      status: z.enum(statuses).optional(),
    }),
  )
  .default({});

/** Checks the mapping, and compiles each pattern and template of it to tell what is wrong at its own place. */
export function checkEvents(value: unknown, path: Path, reading: Reading): EventMapping {
  const { data: mapping = {} } = check(eventsSchema, value, path, reading);
  for (const [event, { title, message, dedupKey }] of Object.entries(mapping)) {
    const isPattern = tried(event, {}, [...path, event], reading);
    if (!isPattern) continue;
    tried(event, { title }, [...path, event, 'title'], reading);
    tried(event, { message }, [...path, event, 'message'], reading);
    tried(event, { dedupKey }, [...path, event, 'dedupKey'], reading);
  }
  return mapping;
}

function tried(event: string, rendering: EventMapping[string], path: Path, reading: Reading): boolean {
  try {
    compileEvents({ [event]: rendering });
    return true;
  } catch (error) {
    const [, problem] = /^events\.(?:.*?)\.(?:title|message|dedupKey): (.*)$/s.exec((error as Error).message) ?? [];
    reading.error(path, problem ?? inSnake((error as Error).message), problem === undefined ? 'key' : 'value');
    return false;
  }
}
