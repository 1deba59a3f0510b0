/** A list in order. Items mostly come at its end and go from its ends, where both are cheap. */
export interface Sorted<I> {
  readonly items: readonly I[];
  add(item: I): void;
  /** False where it was not there. */
  remove(item: I): boolean;
}

/** `before` must tell any two items apart. */
export function sorted<I>(before: (a: I, b: I) => boolean): Sorted<I> {
  const items: I[] = [];
  return {
    items,
    add: item => void items.splice(placeOf(item), 0, item),
    remove(item) {
      const place = placeOf(item);
      if (items[place] !== item) return false;
      items.splice(place, 1);
      return true;
    },
  };

  function placeOf(item: I): number {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(items[middle] as I, item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
