import type { Json } from '@helix/notify-core';
import { elementsOf, formsOf, optionsOf, valuesOf, type Schema } from './schema.js';

/** Options as the file calls them: `webhookUrl` becomes `webhook_url`; keys of records stay. */
export function inFileNames(value: Json, schemas: readonly Schema[]): Json {
  const forms = formsOf(schemas);
  if (Array.isArray(value)) return value.map((item: Json) => inFileNames(item, elementsOf(forms)));
  if (typeof value !== 'object' || value === null) return value;
  const given = new Map(Object.entries(value as Readonly<Record<string, Json>>));
  const options = [...optionsOf(forms)].flatMap(([key, { name, schemas: inner, isFile }]) => {
    const item = given.get(name);
    return isFile || item === undefined ? [] : [[key, inFileNames(item, inner)] as const];
  });
  const others = () => [...given].map(([key, item]) => [key, inFileNames(item, valuesOf(forms))] as const);
  return Object.fromEntries(options.length ? options : others());
}
