import { clean, type Json } from '@helix/notify-core';

/** A copy with each text cleaned: half a surrogate pair or a NUL would make JSON that many parsers and databases refuse. */
export function cleanJson(value: Json): Json {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(cleanJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), cleanJson(item)]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
