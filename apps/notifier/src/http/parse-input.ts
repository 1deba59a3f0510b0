import type { z } from '@helix/notify-core';
import { fieldProblems, invalidBody } from './problem.js';

/** What a schema makes of a body or of an address's parameters; what is wrong is a problem with every field's path. */
export function parseInput<S extends z.ZodObject>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidBody(fieldProblems(schema, parsed.error), 'the request is not valid');
}
