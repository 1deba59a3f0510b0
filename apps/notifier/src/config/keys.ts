import { nearest } from '@helix/notify-core';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import type { Entry } from './yaml.js';

const MOST_KEYS_TOLD = 12;
/** Looking for near misses is slow: a file of 100,000 strange keys is refused without. */
const MOST_HINTS = 100;

/** Reports the keys that nobody reads. */
export function reportUnknownKeys(
  entries: readonly Entry[],
  known: Iterable<string>,
  path: Path,
  reading: Reading,
): void {
  const names = [...known];
  const unknown = entries.filter(entry => !names.includes(entry.key));
  for (const [position, { key, keyOffset }] of unknown.entries()) {
    const place = [...path, key];
    reading.places.note(path, key, { offset: keyOffset, keyOffset });
    reading.error(place, `is not a known key${position < MOST_HINTS ? hint(key, names) : ''}`, 'key');
  }
}

/** `; did you mean "webhook_url"?`, else what there is to choose from, where that is not much. */
export function hint(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  if (meant !== undefined) return `; did you mean "${meant}"?`;
  return known.length > 0 && known.length <= MOST_KEYS_TOLD ? `; expected one of ${known.join(', ')}` : '';
}
