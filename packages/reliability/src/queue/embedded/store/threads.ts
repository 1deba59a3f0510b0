import { keptThreads } from './kept-threads.js';
import type { Lane, Lanes } from './lanes.js';
import type { Row, Sql, Value } from './sqlite.js';
import { isOpen, newKey, newThread, type Thread, type ThreadKey } from './thread.js';
import { save, selectKey, selectThreads, toKey, toThread } from './thread-rows.js';

/** Thread keys with their threads: read once, kept for a while, and written by the commit that changed them. */
export interface Threads {
  load(): void;
  find(name: string): ThreadKey | undefined;
  /** Makes it where it is new. */
  get(name: string): ThreadKey;
  threadIn(key: ThreadKey, lane: Lane): Thread;
  of(job: { readonly thread: number | null }): Thread | undefined;
  changed(one: Thread | ThreadKey): void;
  /** Those whose time is over, some at a time. */
  due(now: number, limit: number): ThreadKey[];
  forget(key: ThreadKey): void;
  save(): void;
}

// A few hundred bytes each. All are dropped at once when there are more: whoever is busy comes back soon.
const mostKept = 10_000;

export function threads(sql: Sql, lanes: Lanes): Threads {
  const kept = keptThreads();
  const dirty = new Set<Thread | ThreadKey>();
  const last = { key: 0, thread: 0 };
  return {
    load() {
      kept.clear();
      dirty.clear();
      Object.assign(last, { key: lastIn(sql, 'threadKey'), thread: lastIn(sql, 'thread') });
    },
    find,
    get: name => find(name) ?? make(name),
    threadIn: (key, lane) => key.threads.get(lane) ?? kept.keepThread(newThread(++last.thread, key, lane)),
    of: ({ thread }) => (thread === null ? undefined : (kept.thread(thread) ?? readThread(thread))),
    changed: one => void dirty.add(one),
    due(now, limit) {
      const rows = sql(`${selectKey} WHERE keptUntil <= ? LIMIT ?`).all(now, limit) as (Row & ThreadKey)[];
      return rows.map(row => kept.key(row.id) ?? withThreads(row));
    },
    forget(key) {
      sql('DELETE FROM thread WHERE threadKey = ?').run(key.id);
      sql('DELETE FROM threadKey WHERE id = ?').run(key.id);
      kept.forget(key);
    },
    save() {
      for (const one of dirty) save(sql, one);
      dirty.clear();
      if (kept.size > mostKept) kept.clear();
    },
  };

  function find(name: string): ThreadKey | undefined {
    return kept.named(name) ?? readKey('name', name);
  }

  function readKey(column: 'id' | 'name', value: Value): ThreadKey | undefined {
    const row = sql(`${selectKey} WHERE ${column} = ?`).get(value) as Row | undefined;
    return row && withThreads(row);
  }

  function withThreads(row: Row): ThreadKey {
    const key = kept.keepKey(toKey(row));
    const rows = sql(selectThreads).all(key.id) as (Row & { readonly lane: number })[];
    for (const one of rows) kept.keepThread(toThread(one, key, lanes.of(one)));
    return key;
  }

  function readThread(id: number): Thread | undefined {
    const row = sql('SELECT threadKey FROM thread WHERE id = ?').get(id) as { readonly threadKey: number } | undefined;
    if (row) readKey('id', row.threadKey);
    return kept.thread(id);
  }

  function make(name: string): ThreadKey {
    const key = kept.keepKey(newKey(++last.key, name));
    dirty.add(key);
    return key;
  }
}

function lastIn(sql: Sql, table: string): number {
  return (sql(`SELECT coalesce(max(id), 0) AS last FROM ${table}`).get() as { readonly last: number }).last;
}

/** When a key may be forgotten whose last unfinished job ends now: an open one is kept far longer. */
export function keptUntil(key: ThreadKey, now: number): number {
  const day = 86_400_000;
  return now + ([...key.threads.values()].some(isOpen) ? 90 * day : day);
}
