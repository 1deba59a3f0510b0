import { breakerKeys } from '../../../gates/breaker-state.js';
import type { Store } from './store.js';
import type { Verbs } from './verbs.js';

type RecordVerbs = Pick<Verbs, 'getRecord' | 'listRecords' | 'putRecord' | 'addRecord' | 'deleteRecord'>;

const live = '(endsAt IS NULL OR endsAt > ?)';

export function recordsIn(store: Store): RecordVerbs {
  return {
    getRecord: key => valueOf(store.sql(`SELECT value FROM record WHERE key = ? AND ${live}`).get(key, store.now())),
    listRecords,
    putRecord,
    addRecord(key, value, ttlMs) {
      const isThere = store.sql(`SELECT value FROM record WHERE key = ? AND ${live}`).get(key, store.now());
      if (!isThere) putRecord(key, value, ttlMs);
      return !isThere;
    },
    deleteRecord: key => void store.sql('DELETE FROM record WHERE key = ?').run(key),
  };

  function listRecords(prefix: string) {
    const begins = `SELECT key, value FROM record WHERE key >= ? AND substr(key, 1, length(?)) = ? AND ${live} ORDER BY key`;
    const rows = store.sql(begins).all(prefix, prefix, prefix, store.now());
    return (rows as { readonly key: string; readonly value: string }[]).map(({ key, value }) => [key, value] as const);
  }

  function putRecord(key: string, value: string, ttlMs: number) {
    const endsAt = ttlMs === Infinity ? null : store.now() + ttlMs;
    store.sql('INSERT OR REPLACE INTO record VALUES (?, ?, ?)').run(key, value, endsAt);
  }
}

/** People pause lanes; breakers open by themselves, and are closed with the pause. */
export function pausing(store: Store): Pick<Verbs, 'pause' | 'resume'> {
  return {
    pause(name, why) {
      const lane = store.lanes.get(name);
      lane.paused = { ...why, since: store.now() };
      store.lanes.changed(lane);
    },
    resume(name) {
      const lane = store.lanes.find(name);
      if (lane) store.lanes.changed(Object.assign(lane, { paused: undefined }));
      for (const key of breakerKeys(name)) store.sql('DELETE FROM record WHERE key = ?').run(key);
      store.woken.add(name);
    },
  };
}

function valueOf(row: unknown): string | undefined {
  return (row as { readonly value: string } | undefined)?.value;
}
