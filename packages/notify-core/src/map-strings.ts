type Replace = (text: string) => string;

// JSON.stringify itself gives up at some thousands.
const deepest = 64;

/**
 * A plain value with each of its strings replaced, keys included; the very same where none changed, so that the usual
 * case copies nothing. What holds no strings stays as it is. Throws a RangeError where it is nested too deep, or in itself.
 */
export function mapStrings<T>(value: T, replace: Replace, depth = 0): T {
  if (typeof value === 'string') return replace(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) throw new RangeError(`is nested more than ${deepest} levels deep`);
  return (Array.isArray(value) ? mapItems(value, replace, depth) : mapFields(value as Fields, replace, depth)) as T;
}

type Fields = Readonly<Record<string, unknown>>;

function mapItems(items: readonly unknown[], replace: Replace, depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  items.forEach((item, at) => {
    const mapped = mapStrings(item, replace, depth + 1);
    if (mapped !== item) (copy ??= [...items])[at] = mapped;
  });
  return copy ?? items;
}

function mapFields(fields: Fields, replace: Replace, depth: number): Fields {
  let copy: [string, unknown][] | undefined;
  const names = Object.keys(fields);
  for (const name of names) {
    const key = replace(name);
    const mapped = mapStrings(fields[name], replace, depth + 1);
    if (key !== name || mapped !== fields[name]) copy ??= Object.entries(fields).slice(0, names.indexOf(name));
    copy?.push([key, mapped]);
  }
  return copy ? Object.fromEntries(copy) : fields;
}
