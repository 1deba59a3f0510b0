import { systemClock, type Clock } from '../clock.js';
import type { Json } from '../json.js';
import { promised } from '../promised.js';

/** Small values beside the queue: breaker state, notices told. */
export interface Records {
  get(key: string): Promise<Json | undefined>;
  /** In the order of their keys. */
  list(prefix: string): Promise<readonly (readonly [string, Json])[]>;
  put(key: string, value: Json, options?: { ttlMs?: number }): Promise<void>;
  /** Only where there is none; true for the one that put it. */
  add(key: string, value: Json, options?: { ttlMs?: number }): Promise<boolean>;
  delete(key: string): Promise<void>;
}

export function memoryRecords(clock: Clock = systemClock): Records {
  const records = new Map<string, { readonly value: Json; readonly endsAt: number }>();
  return {
    get: promised(key => live().get(key)?.value),
    list: promised(list),
    put: promised(put),
    add: promised(add),
    delete: promised(key => void records.delete(key)),
  };

  function list(prefix: string) {
    const found = [...live()].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return found.map(([key, { value }]) => [key, value] as const);
  }

  function put(key: string, value: Json, { ttlMs = Infinity }: { ttlMs?: number } = {}) {
    records.set(key, { value, endsAt: clock.now() + ttlMs });
  }

  function add(key: string, value: Json, options?: { ttlMs?: number }) {
    if (live().has(key)) return false;
    put(key, value, options);
    return true;
  }

  // There are as many records as lanes and notices: looking at each is nothing, and none outlives its time.
  function live() {
    const now = clock.now();
    for (const [key, { endsAt }] of records) if (endsAt <= now) records.delete(key);
    return records;
  }
}
