import type { Json } from '@helix/notify-core';

/** One thing worth knowing, in words: a label and its value, both plain text and never empty. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

const NOTHING = '—';

/** An entry of the metadata as people read it: `task_id` as "Task id", nested values as compact JSON. */
export const factOf = ([key, value]: readonly [string, Json]): Fact => ({
  label: labelOf(key),
  value: textOf(value).trim() || NOTHING,
});

function labelOf(key: string): string {
  const words = key
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/[_\s.-]+/g, ' ')
    .trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : NOTHING;
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
