/**
 * A plain value with each of its strings replaced, keys included; the very same where none changed, so that the usual
 * case copies nothing. What holds no strings stays as it is.
 */
export function mapStrings<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === 'string') return replace(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  return (Array.isArray(value) ? mapItems(value, replace) : mapFields(value as Fields, replace)) as T;
}

type Fields = Readonly<Record<string, unknown>>;

function mapItems(items: readonly unknown[], replace: (text: string) => string): readonly unknown[] {
  let copy: unknown[] | undefined;
  items.forEach((item, at) => {
    const mapped = mapStrings(item, replace);
    if (mapped !== item) (copy ??= [...items])[at] = mapped;
  });
  return copy ?? items;
}

function mapFields(fields: Fields, replace: (text: string) => string): Fields {
  let copy: [string, unknown][] | undefined;
  for (const [at, name] of Object.keys(fields).entries()) {
    const key = replace(name);
    const mapped = mapStrings(fields[name], replace);
    if (key !== name || mapped !== fields[name]) copy ??= Object.entries(fields).slice(0, at);
    copy?.push([key, mapped]);
  }
  return copy ? Object.fromEntries(copy) : fields;
}
