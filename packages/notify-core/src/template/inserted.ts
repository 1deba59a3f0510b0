const tag = Symbol('inserted');

/** A value on its way into a template's output, still unescaped: only the emitter knows where it stands. */
export interface Inserted {
  readonly [tag]: true;
  readonly value: unknown;
  toString(): string;
}

/** Where a filter or `capture` wants text, it is given the unescaped text; that is escaped once it is printed itself. */
export const inserted = (value: unknown): Inserted => ({ [tag]: true, value, toString: () => textOf(value) });

export const isInserted = (written: unknown): written is Inserted =>
  typeof written === 'object' && written !== null && tag in written;

const json = Symbol('json');

/** What the `json` filter answers: JSON text that stands as it is where a JSON value is expected. */
interface JsonText {
  readonly [json]: true;
  toString(): string;
}

export const jsonText = (value: unknown): JsonText => ({ [json]: true, toString: () => jsonOf(value) });

/** A value as JSON; whatever JSON does not know is null. Filters may have cut a surrogate pair in two. */
export function jsonOf(value: unknown): string {
  if (isJsonText(value)) return value.toString();
  return JSON.stringify(typeof value === 'string' ? value.toWellFormed() : (value ?? null));
}

/** A value as text: objects and lists as JSON, what is missing as nothing. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed();
  return value === undefined || value === null ? '' : jsonOf(value);
}

/** Nothing a key can be made of: missing, null, empty, or no plain value. */
export const isEmpty = (value: unknown) => typeof value === 'object' || textOf(value) === '';

const isJsonText = (value: unknown): value is JsonText => typeof value === 'object' && value !== null && json in value;
