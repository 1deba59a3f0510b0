import type { Place } from '../place.js';
import { decodeName, encodeName } from './names.js';
import type { Argument } from './store.js';

/** A limit that is absent stands for one that no time reaches. */
export function bound(ms: number | undefined, open: '-inf' | 'inf'): Argument {
  return ms === undefined || !Number.isFinite(ms) ? open : ms;
}

export function placeArgs(place: Place | undefined): readonly Argument[] {
  return place ? [place.at, encodeName(place.id)] : ['', ''];
}

/** Where a list goes on; undefined at its end. */
export function placeOf(at: string | number, id: string): Place | undefined {
  return at === '' ? undefined : { at: Number(at), id: decodeName(id) };
}

/** Redis has flat lists only. */
export function tuplesOf<P extends readonly unknown[]>(flat: readonly unknown[], width: number): P[] {
  return Array.from(
    { length: flat.length / width },
    (_, place) => flat.slice(place * width, (place + 1) * width) as unknown as P,
  );
}
