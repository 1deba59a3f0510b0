import { isBefore, parseCursor, toCursor, type Place } from '../place.js';
import type { Page } from '../queue.js';

/** The last items first, from the cursor on; `items` are in the order of their places. */
export function page<I>(
  items: readonly I[],
  placeOf: (item: I) => Place,
  query: { readonly cursor?: string; readonly limit: number },
  matches: (item: I) => boolean,
): Page<I> {
  const from = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const found: I[] = [];
  for (let place = items.length - 1; place >= 0; place--) {
    const item = items[place] as I;
    if ((from && !isBefore(placeOf(item), from)) || !matches(item)) continue;
    const last = found.at(-1);
    if (last && found.length >= query.limit) return { items: found, cursor: toCursor(placeOf(last)) };
    found.push(item);
  }
  return { items: found };
}
