import type { Stored } from '../batch.js';
import { parseCursor, toCursor, type Place } from '../place.js';
import type { Counts, Pause, Queue } from '../queue.js';
import { decodeName, encodeName } from './names.js';
import { bound, placeArgs, placeOf, tuplesOf } from './replies.js';
import { scripts } from './scripts.js';
import type { Store } from './store.js';
import { toStored } from './stored.js';

// Of one script; a page of more takes several.
const mostListed = 100;

export function reading<T>(store: Store): Pick<Queue<T>, 'get' | 'list' | 'counts'> {
  return { get, list, counts };

  async function get(id: string) {
    const [record, ...texts] = (await store.run(scripts.get, [encodeName(id)])) as readonly string[];
    return record === undefined ? undefined : toStored<T>(id, record, texts);
  }

  async function list({ since, cursor, limit }: Parameters<Queue<T>['list']>[0]) {
    const items: Stored<T>[] = [];
    let place = cursor === undefined ? undefined : parseCursor(cursor);
    do {
      const wanted = Math.min(mostListed, Math.max(1, limit - items.length));
      const page = await listFrom(place, since, wanted);
      items.push(...page.items);
      place = page.place;
    } while (place && items.length < limit);
    return { items, ...(place && { cursor: toCursor(place) }) };
  }

  async function listFrom(place: Place | undefined, since: number | undefined, limit: number) {
    const args = [bound(since, '-inf'), limit, ...placeArgs(place)];
    const [at, id, ...found] = (await store.run(scripts.list, args)) as readonly [string, string, ...unknown[]];
    const items = tuplesOf<Listed>(found, 3).map(([name, record, texts]) =>
      toStored<T>(decodeName(name), record, texts),
    );
    return { items, place: placeOf(at, id) };
  }

  async function counts() {
    const lanes = (await store.run(scripts.counts, [])) as readonly (readonly (string | number)[])[];
    return Object.fromEntries(lanes.map(([name, ...fields]) => [decodeName(String(name)), toCounts(fields)]));
  }
}

// In the order in which counts.lua tells them.
const numberNames = [
  'waiting',
  'retrying',
  'leased',
  'dead',
  'delivered',
  'failed',
  'suppressed',
  'oldestAgeMs',
  'oldestLeaseAgeMs',
] as const;
type Numbers = Record<(typeof numberNames)[number], number>;
type Listed = readonly [name: string, record: string, texts: readonly string[]];

function toCounts(fields: readonly (string | number)[]): Counts {
  const [deliveredAt, failedAt, pause, since] = fields.slice(9);
  const numbers = Object.fromEntries(numberNames.map((name, place) => [name, Number(fields[place])])) as Numbers;
  return {
    ...numbers,
    ...(deliveredAt !== '' && { lastDeliveredAt: Number(deliveredAt) }),
    ...(failedAt !== '' && { lastFailedAt: Number(failedAt) }),
    ...(pause !== '' && { paused: { ...(JSON.parse(String(pause)) as Pause), since: Number(since) } }),
  };
}
