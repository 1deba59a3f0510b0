import type { Page } from '../queue.js';

/** Where an item stands in a list, and the cursor that goes on after it. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

export function isBefore(a: Place, b: Place): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

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

function toCursor({ at, id }: Place): string {
  return `${at}:${id}`;
}

function parseCursor(cursor: string): Place {
  const [, at, id] = /^(\d+):(.+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new RangeError(`The cursor "${cursor}" is none; give one that a page told.`);
  return { at: Number(at), id };
}
