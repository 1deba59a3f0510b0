import { isMap, isSeq, type Node } from 'yaml';
import { reportUnknownKeys } from './keys.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import { readScalar } from './scalar.js';
import { elementsOf, formsOf, optionsOf, valuesOf, type Form, type Option, type Schema } from './schema.js';
import { readSecretFile } from './secret-file.js';
import { entriesOf, offsetOf, type Entry } from './yaml.js';

/**
 * The value of a node, as what its schemas would like to parse: keys of objects are the options' own names, keys of
 * records stay; variables and secret files are put in. Undefined where there is nothing to parse.
 */
export function readValue(
  node: Node | null | undefined,
  schemas: readonly Schema[],
  path: Path,
  reading: Reading,
): unknown {
  if (node === undefined) return undefined;
  const forms = formsOf(schemas);
  if (isMap(node)) return readMap(entriesOf(node), forms, path, reading);
  if (!isSeq(node)) return readScalar(node, forms, path, reading);
  const items = (node.items as Node[]).map((item, position) => {
    reading.places.note(path, position, { offset: offsetOf(item), keyOffset: offsetOf(item) });
    return readValue(item, elementsOf(forms), [...path, position], reading);
  });
  return present(items, path, reading);
}

/** A list without its empty secrets. Where there is nothing else in it, it counts as one itself. */
function present(items: readonly unknown[], path: Path, reading: Reading): unknown {
  const kept = items.filter((_, position) => reading.absenceOf([...path, position]) !== 'empty');
  if (kept.length || !items.length) return kept;
  reading.markAbsent(path, 'empty');
  return undefined;
}

function readMap(entries: readonly Entry[], forms: readonly Form[], path: Path, reading: Reading): object {
  const isObject = forms.some(({ kind }) => kind === 'object');
  const values = isObject
    ? readOptions(entries, optionsOf(forms), path, reading)
    : readRecord(entries, valuesOf(forms), path, reading);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function readRecord(
  entries: readonly Entry[],
  schemas: readonly Schema[],
  path: Path,
  reading: Reading,
): [string, unknown][] {
  return entries.map(({ key, keyOffset, node }) => {
    reading.places.note(path, key, { offset: node ? offsetOf(node) : keyOffset, keyOffset });
    if (key === '__proto__') reading.error([...path, key], 'is not allowed as a key', 'key');
    return [key, readValue(node, schemas, [...path, key], reading)];
  });
}

function readOptions(
  entries: readonly Entry[],
  options: ReadonlyMap<string, Option>,
  path: Path,
  reading: Reading,
): [string, unknown][] {
  const given = new Map<string, string>();
  reportUnknownKeys(entries, options.keys(), path, reading);
  return entries.flatMap(({ key, keyOffset, node }) => {
    const option = options.get(key);
    if (!option) return [];
    const own = [...path, option.name];
    const other = given.get(option.name);
    reading.places.note(path, option.name, { offset: node ? offsetOf(node) : keyOffset, keyOffset, key });
    if (other !== undefined) reading.error(own, `is given beside ${other}: leave one out`, 'key');
    given.set(option.name, key);
    const value = option.isFile
      ? readSecretFile(node, formsOf(option.schemas), own, reading)
      : readValue(node, option.schemas, own, reading);
    return [[option.name, value]];
  });
}
