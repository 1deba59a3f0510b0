/** A copy of a plain value with each of its strings replaced; what is neither array nor plain object stays as it is. */
export function mapStrings<T>(value: T, replace: (text: string) => string): T {
  const visit = (item: unknown): unknown => {
    if (typeof item === 'string') return replace(item);
    if (Array.isArray(item)) return item.map(visit);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(value) as T;
}
