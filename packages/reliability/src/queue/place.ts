/** Where an item stands in a list: by time, and within a millisecond by id. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

export function isBefore(a: Place, b: Place): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

/** All drivers write and read the same cursors, so that pages of several queues can be merged. */
export function toCursor({ at, id }: Place): string {
  return `${at}:${id}`;
}

export function parseCursor(cursor: string): Place {
  const [, at, id] = /^(\d+):(.+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new RangeError(`The cursor "${cursor}" is none; give one that a page told.`);
  return { at: Number(at), id };
}
