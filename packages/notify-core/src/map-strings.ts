/**
 * A plain value with each of its strings replaced, keys included; itself where none changed. What is neither array nor
 * plain object stays as it is.
 */
export function mapStrings<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === 'string') return replace(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const mapped = entries.map(([key, item]): [string, unknown] => [replace(key), mapStrings(item, replace)]);
  if (mapped.every(([key, item], at) => key === entries[at]?.[0] && item === entries[at][1])) return value;
  return (Array.isArray(value) ? mapped.map(([, item]) => item) : Object.fromEntries(mapped)) as T;
}
