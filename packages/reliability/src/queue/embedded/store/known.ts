import type { Added, NewBatch } from '../protocol.js';
import type { FinishedBatch } from './finished.js';
import type { Store } from './store.js';

// Which ids were added: all that are stored, and for a day those that no longer are.

const idsKnownMs = 86_400_000;

interface KnownRow {
  readonly seq: number;
  readonly until: number | null;
  readonly print: string | null;
  readonly lanes: string | null;
}

/** What a repeat of this id is answered; undefined where it is new. */
export function answerKnown(store: Store, { id, print }: NewBatch): Added | undefined {
  const row = store.sql('SELECT seq, until, print, lanes FROM known WHERE id = ?').get(id) as KnownRow | undefined;
  if (!row || (row.until !== null && row.until <= store.now())) return undefined;
  const known = row.until === null ? storedBatch(store, row.seq) : row;
  if (known.print !== print) return { stored: 'conflict' };
  return { stored: 'known', lanes: JSON.parse(known.lanes ?? '[]') as string[] };
}

export function remember({ sql }: Store, id: string, seq: number): void {
  sql('INSERT OR REPLACE INTO known (id, seq) VALUES (?, ?)').run(id, seq);
}

/** Of a batch that goes, its id stays for a day from when it was accepted. */
export function rememberLess(store: Store, batch: FinishedBatch): void {
  const until = batch.acceptedAt + idsKnownMs;
  if (until <= store.now()) return void store.sql('DELETE FROM known WHERE id = ?').run(batch.id);
  const lanes = JSON.stringify(lanesOf(store, batch));
  store.sql('UPDATE known SET until = ?, print = ?, lanes = ? WHERE id = ?').run(until, batch.print, lanes, batch.id);
}

const forgetDue = 'DELETE FROM known WHERE id IN (SELECT id FROM known WHERE until <= ? LIMIT ?)';

export function forgetIds(store: Store, limit: number): void {
  store.sql(forgetDue).run(store.now(), limit);
}

function storedBatch(store: Store, seq: number): Pick<KnownRow, 'print' | 'lanes'> {
  const row = store.sql('SELECT print, seq, size FROM batch WHERE seq = ?').get(seq) as FinishedBatch;
  return { print: row.print, lanes: JSON.stringify(lanesOf(store, row)) };
}

function lanesOf({ sql, lanes }: Store, { seq, size }: Pick<FinishedBatch, 'seq' | 'size'>): string[] {
  const rows = sql('SELECT lane FROM job WHERE id >= ? AND id < ? ORDER BY id').all(seq, seq + size);
  return (rows as { readonly lane: number }[]).map(row => lanes.of(row).name);
}
