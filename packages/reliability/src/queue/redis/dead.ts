import type { StoredJob } from '../batch.js';
import { isBefore, parseCursor, toCursor, type Place } from '../place.js';
import type { DeadFilter, DeadLetter, Page, Queue } from '../queue.js';
import { filterArgs, membersOf, mostLetters } from './letters.js';
import { decodeName } from './names.js';
import { placeOf, tuplesOf } from './replies.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Store } from './store.js';
import { toBatch, toStoredJob } from './stored.js';

// A page of a rare kind is short rather than that it looks at all dead letters.
const mostLooks = 10;

interface Found<T> {
  readonly items: readonly DeadLetter<T>[];
  readonly place: Place | undefined;
}

/** What will not be tried again by itself, the last that died first. */
export function deadLetters<T>(store: Store): Queue<T>['dead'] {
  return async ({ cursor, limit, ...filter }) => {
    const from = cursor === undefined ? undefined : parseCursor(cursor);
    return filter.ids ? named(filter, filter.ids, from, limit) : listed(filter, from, limit);
  };

  async function listed(filter: DeadFilter, from: Place | undefined, limit: number): Promise<Page<DeadLetter<T>>> {
    const items: DeadLetter<T>[] = [];
    let place = from;
    for (let look = 0; look < mostLooks; look++) {
      const found = await find(filter, place, Math.max(1, limit - items.length));
      items.push(...found.items);
      ({ place } = found);
      if (!place || items.length >= limit) break;
    }
    return { items, ...(place && { cursor: toCursor(place) }) };
  }

  async function named(
    filter: DeadFilter,
    ids: readonly string[],
    from: Place | undefined,
    limit: number,
  ): Promise<Page<DeadLetter<T>>> {
    const found: DeadLetter<T>[] = [];
    for (const members of slicesOf(membersOf(ids), mostLetters)) {
      found.push(...(await find(filter, undefined, mostLetters, members)).items);
    }
    const ahead = found.filter(letter => !from || isBefore(deathOf(letter), from));
    const items = ahead.sort((a, b) => (isBefore(deathOf(a), deathOf(b)) ? 1 : -1)).slice(0, Math.max(1, limit));
    const last = items.at(-1);
    return { items, ...(last && items.length < ahead.length && { cursor: toCursor(deathOf(last)) }) };
  }

  async function find(
    filter: DeadFilter,
    from: Place | undefined,
    limit: number,
    members: readonly string[] = [],
  ): Promise<Found<T>> {
    const args = [...filterArgs(filter, from), limit, ...members];
    const [at, id, ...found] = (await store.run(scripts.dead, args)) as readonly [string, string, ...string[]];
    return { items: tuplesOf<Letter>(found, 3).map(toLetter<T>), place: placeOf(at, id) };
  }
}

type Letter = readonly [ref: string, job: string, batch: string];

function toLetter<T>([ref, job, batch]: Letter): DeadLetter<T> {
  const [id, lane] = ref.split('\t') as [string, string, ...string[]];
  return { ...toStoredJob(decodeName(id), decodeName(lane), job), batch: toBatch(decodeName(id), batch) };
}

/** A dead letter has an end. */
function deathOf({ endedAt, id }: StoredJob): Place {
  return { at: Number(endedAt), id };
}
