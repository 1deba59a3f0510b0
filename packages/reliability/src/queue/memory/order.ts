/** A place in a thread: by time, then by acceptance. */
export interface Order {
  readonly at: number;
  readonly seq: number;
}

export const never: Order = { at: -Infinity, seq: 0 };

export function isOlder(a: Order, b: Order): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

export function newest(a: Order, b: Order): Order {
  return isOlder(a, b) ? b : a;
}
