import { isMap, type Node } from 'yaml';
import { reportUnknownKeys } from './keys.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import { entriesOf, offsetOf, type Entry } from './yaml.js';

/** The entries of a mapping by their keys, each with its place noted; none where there is no mapping. `known`: the keys that it may have. */
export function sectionsOf(
  node: Node | null | undefined,
  path: Path,
  reading: Reading,
  known?: readonly string[],
): ReadonlyMap<string, Entry> {
  const entries = isMap(node) ? entriesOf(node) : [];
  if (!isMap(node) && !isEmpty(node)) reading.error(path, 'expected keys and values');
  if (known) reportUnknownKeys(entries, known, path, reading);
  for (const { key, keyOffset, node } of entries)
    reading.places.note(path, key, { offset: node ? offsetOf(node) : keyOffset, keyOffset });
  return new Map(entries.map(entry => [entry.key, entry]));
}

/** A section of which every line is commented out says nothing. */
const isEmpty = (node: Node | null | undefined) => !node || ('value' in node && node.value === null);
