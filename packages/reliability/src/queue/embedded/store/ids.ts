import type { Meta } from './store.js';
import type { Sql } from './sqlite.js';

/** Which ids were added: all that are stored, and for a time those that no longer are. */
export interface Ids {
  load(): void;
  find(id: string): KnownId | undefined;
  add(id: string, seq: number): void;
  /** Of a batch that goes. */
  keepUntil(id: string, kept: Omit<KnownId, 'seq'>): void;
  forget(id: string): void;
  forgetDue(now: number, limit: number): void;
  /** Before each commit. */
  save(): void;
}

/** While its batch is stored `until` is null, and the rest stands there. */
export interface KnownId {
  readonly seq: number;
  readonly until: number | null;
  readonly print: string | null;
  readonly lanes: string | null;
}

// Ids come in no order: each would touch, and write, a page of its own. So the newest are kept in memory until there are
// enough of them to share pages; their batches are in the file, from which they are read again.
const mostRecent = 4_096;

const insertKept = 'INSERT OR REPLACE INTO known (id, until, print, lanes) VALUES (?, ?, ?, ?)';
const forgetDue = 'DELETE FROM known WHERE id IN (SELECT id FROM known WHERE until <= ? LIMIT ?)';

export function ids(sql: Sql, meta: Meta): Ids {
  const recent = new Map<string, number>();
  return {
    load() {
      recent.clear();
      const rows = sql('SELECT id, seq FROM batch WHERE seq > ?').all(meta.indexed);
      for (const { id, seq } of rows as { readonly id: string; readonly seq: number }[]) recent.set(id, seq);
    },
    find(id) {
      const seq = recent.get(id);
      if (seq !== undefined) return { seq, until: null, print: null, lanes: null };
      return sql('SELECT seq, until, print, lanes FROM known WHERE id = ?').get(id) as KnownId | undefined;
    },
    add: (id, seq) => void recent.set(id, seq),
    keepUntil(id, { until, print, lanes }) {
      recent.delete(id);
      sql(insertKept).run(id, until, print, lanes);
    },
    forget(id) {
      if (!recent.delete(id)) sql('DELETE FROM known WHERE id = ?').run(id);
    },
    forgetDue: (now, limit) => void sql(forgetDue).run(now, limit),
    save() {
      if (recent.size < mostRecent) return;
      const sorted = [...recent].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [id, seq] of sorted) sql('INSERT OR REPLACE INTO known (id, seq) VALUES (?, ?)').run(id, seq);
      recent.clear();
      meta.indexed = meta.seq;
    },
  };
}
