/** How many events are under way, and who waits until there is none. */
export function createPending() {
  let count = 0;
  let waiting: (() => void)[] = [];

  return {
    count: () => count,
    begin() {
      count += 1;
    },
    end() {
      count -= 1;
      if (count > 0) return;
      const told = waiting;
      waiting = [];
      for (const resolve of told) resolve();
    },
    none: () => (count === 0 ? Promise.resolve() : new Promise<void>(resolve => waiting.push(resolve))),
  };
}
