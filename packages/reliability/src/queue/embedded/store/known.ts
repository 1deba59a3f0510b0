import type { Added, NewBatch } from '../protocol.js';
import type { FinishedBatch } from './finished.js';
import type { Store } from './store.js';

const idsKnownMs = 86_400_000;

/** What a repeat of this id is answered; undefined where it is new. */
export function answerKnown(store: Store, { id, print }: NewBatch): Added | undefined {
  const found = store.ids.find(id);
  if (!found || (found.until !== null && found.until <= store.now())) return undefined;
  const known = found.until === null ? storedBatch(store, found.seq) : found;
  if (known.print !== print) return { stored: 'conflict' };
  return { stored: 'known', lanes: JSON.parse(known.lanes ?? '[]') as string[] };
}

/** Of a batch that goes, its id stays for a day from when it was accepted. */
export function rememberLess(store: Store, batch: FinishedBatch): void {
  const until = batch.acceptedAt + idsKnownMs;
  if (until <= store.now()) return store.ids.forget(batch.id);
  store.ids.keepUntil(batch.id, { until, print: batch.print, lanes: JSON.stringify(lanesOf(store, batch)) });
}

function storedBatch(store: Store, seq: number): { readonly print: string; readonly lanes: string } {
  const row = store.sql('SELECT print, seq, size FROM batch WHERE seq = ?').get(seq) as FinishedBatch;
  return { print: row.print, lanes: JSON.stringify(lanesOf(store, row)) };
}

function lanesOf({ sql, lanes }: Store, { seq, size }: Pick<FinishedBatch, 'seq' | 'size'>): string[] {
  const rows = sql('SELECT lane FROM job WHERE id >= ? AND id < ? ORDER BY id').all(seq, seq + size);
  return (rows as { readonly lane: number }[]).map(row => lanes.of(row).name);
}
