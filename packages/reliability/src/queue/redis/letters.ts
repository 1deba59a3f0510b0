import type { DeadFilter } from '../queue.js';
import { encodeName } from './names.js';
import { bound, placeArgs } from './replies.js';
import type { Place } from '../place.js';
import type { Argument } from './store.js';

// Of one script: dead letters looked at, taken, or named.
export const mostLetters = 200;

/** Which dead letters, and from where on: as letters.lua takes it. */
export function filterArgs(filter: DeadFilter, from: Place | undefined): readonly Argument[] {
  const { lane, reason, since, until } = filter;
  const name = (wanted: string | undefined) => (wanted === undefined ? '' : `=${encodeName(wanted)}`);
  return [name(lane), name(reason), bound(since, '-inf'), bound(until, 'inf'), mostLetters, ...placeArgs(from)];
}

/** How the list may name these jobs: an id does not tell where its lane begins. */
export function membersOf(ids: readonly string[]): readonly string[] {
  return ids.flatMap(id => {
    const colons = [...id.matchAll(/:/g)].map(({ index }) => index);
    return colons.map(colon => `${encodeName(id)}\t${encodeName(id.slice(colon + 1))}`);
  });
}
