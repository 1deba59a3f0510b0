/** A binary heap that can also take out an item from its middle: every step costs at most log n. */
export interface Heap<I> {
  readonly size: number;
  peek(): I | undefined;
  push(item: I): void;
  remove(item: I): void;
}

export function heap<I>(before: (a: I, b: I) => boolean): Heap<I> {
  const items: I[] = [];
  const places = new Map<I, number>();
  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    push: item => void rise(item, items.push(item) - 1),
    remove(item) {
      const place = places.get(item);
      if (place === undefined) return;
      places.delete(item);
      const last = items.pop() as I;
      if (last !== item) sink(last, rise(last, place));
    },
  };

  function put(item: I, place: number): number {
    items[place] = item;
    places.set(item, place);
    return place;
  }

  function rise(item: I, from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = items[above] as I;
      if (!before(item, parent)) break;
      put(parent, place);
      place = above;
    }
    return put(item, place);
  }

  function sink(item: I, from: number) {
    let place = from;
    for (let child = firstChild(place); child && before(items[child] as I, item); child = firstChild(place)) {
      put(items[child] as I, place);
      place = child;
    }
    put(item, place);
  }

  /** The child that comes first; 0 where there is none. */
  function firstChild(place: number): number {
    const left = 2 * place + 1;
    if (left >= items.length) return 0;
    const right = left + 1;
    return right < items.length && before(items[right] as I, items[left] as I) ? right : left;
  }
}
