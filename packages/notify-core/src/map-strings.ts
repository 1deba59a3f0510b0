/**
 * A plain value with each of its strings replaced, keys included; the very same where none changed, so that the usual
 * case allocates nothing. What is neither array nor plain object stays as it is.
 */
export function mapStrings<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === 'string') return replace(value) as T;
  if (typeof value !== 'object' || value === null || !changes(value, replace)) return value;
  if (Array.isArray(value)) return value.map(item => mapStrings<unknown>(item, replace)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [replace(key), mapStrings<unknown>(item, replace)]),
  ) as T;
}

function changes(value: object, replace: (text: string) => string): boolean {
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (replace(key) !== key || mapStrings(item, replace) !== item) return true;
  }
  return false;
}
