import { isOpen, threadKey, type ThreadKey } from './thread.js';

/** All thread keys. One that nothing unfinished belongs to is kept for a day after its resolve, or 90 days while it is open. */
export interface ThreadKeys<T> {
  find(key: string): ThreadKey<T> | undefined;
  get(key: string): ThreadKey<T>;
  /** Says that the key's last unfinished job ended. */
  rest(key: ThreadKey<T>, now: number): void;
  tidy(now: number): void;
}

const day = 86_400_000;

export function threadKeys<T>(): ThreadKeys<T> {
  const keys = new Map<string, ThreadKey<T>>();
  // Two lists, because each then is in the order of its ends.
  const resting = { open: new Set<ThreadKey<T>>(), resolved: new Set<ThreadKey<T>>() };
  return { find: key => keys.get(key), get, rest, tidy };

  function get(name: string): ThreadKey<T> {
    const key = keys.get(name) ?? threadKey<T>(name);
    keys.set(name, key);
    wake(key);
    return key;
  }

  function wake(key: ThreadKey<T>) {
    resting.open.delete(key);
    resting.resolved.delete(key);
  }

  function rest(key: ThreadKey<T>, now: number) {
    const open = [...key.lanes.values()].some(isOpen);
    key.keptUntil = now + (open ? 90 * day : day);
    wake(key);
    resting[open ? 'open' : 'resolved'].add(key);
  }

  function tidy(now: number) {
    for (const list of Object.values(resting)) {
      for (const key of list) {
        if (key.keptUntil > now) break;
        list.delete(key);
        keys.delete(key.key);
      }
    }
  }
}
