/**
 * A copy whose plain objects and arrays are frozen through and through; anything else in it (a Date, an Error) is kept as it is.
 * Freezing in place would lock the publisher's own object, and `structuredClone` refuses functions and costs several times as much.
 */
export function frozenCopy<T>(value: T, seen = new Map<unknown, unknown>()): T {
  if (!isPlain(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known as T;
  return Object.freeze(Array.isArray(value) ? copyList(value, seen) : copyRecord(value, seen)) as T;
}

function copyList(list: readonly unknown[], seen: Map<unknown, unknown>) {
  const copy: unknown[] = [];
  seen.set(list, copy);
  for (const item of list) copy.push(frozenCopy(item, seen));
  return copy;
}

function copyRecord(record: object, seen: Map<unknown, unknown>) {
  const copy: Record<string, unknown> = {};
  seen.set(record, copy);
  for (const [key, value] of Object.entries(record)) {
    const item: unknown = frozenCopy(value, seen);
    // Assigned, the key `__proto__` of parsed JSON would become the prototype; defined, every key would cost several times as much.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: item, enumerable: true });
    else copy[key] = item;
  }
  return copy;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  // The prototype of a plain object has none itself, in whatever realm it was made.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
