import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import { typed } from './scalar.js';
import { elementsOf, formsOf, optionsOf, type Schema } from './schema.js';
import { secretIn } from './secret-file.js';

/** Lays variables such as HELIX_SERVER_PORT over the plain values of a section. An empty one counts as not set. */
export function withOverrides(value: unknown, schema: Schema, path: Path, reading: Reading): unknown {
  const section = String(path.at(-1)).toUpperCase();
  const laidOver: [string, unknown][] = [];
  for (const [key, option] of optionsOf(formsOf([schema]))) {
    const variable = `HELIX_${section}_${key.toUpperCase()}`;
    const text = Object.hasOwn(reading.environment, variable) ? reading.environment[variable] : undefined;
    const forms = formsOf(option.schemas);
    if (!text || elementsOf(forms).length) continue;
    const own = [...path, option.name];
    reading.markOrigin(own, [variable]);
    const value = option.isFile ? secretIn(text, forms, own, reading, `that ${variable} names`) : typed(text, forms);
    laidOver.push([option.name, value]);
  }
  return laidOver.length ? { ...(value as object | undefined), ...Object.fromEntries(laidOver) } : value;
}
