import type { Sql } from './sqlite.js';

/** Batches of which nothing waits any more, in the order in which they finished. */
export interface Finished {
  load(): void;
  readonly count: number;
  add(batch: number, now: number): void;
  /** The one that finished first. */
  first(): FinishedBatch | undefined;
  removeFirst(): void;
}

export interface FinishedBatch {
  readonly finishedAt: number;
  readonly seq: number;
  readonly id: string;
  readonly print: string;
  readonly size: number;
  readonly acceptedAt: number;
}

const selectFirst = `SELECT f.at AS finishedAt, b.seq, b.id, b.print, b.size, b.acceptedAt
  FROM finished f CROSS JOIN batch b ON b.seq = f.batch WHERE f.number = ?`;

export function finished(sql: Sql): Finished {
  // Numbers have no gaps: what goes goes from the front.
  const numbers = { first: 1, last: 0 };
  return {
    load() {
      // Asked for both at once SQLite would look at every row.
      const [first, last] = ['min', 'max'].map(end => sql(`SELECT ${end}(number) AS number FROM finished`).get());
      Object.assign(numbers, { first: numberIn(first) ?? 1, last: numberIn(last) ?? 0 });
    },
    get count() {
      return numbers.last - numbers.first + 1;
    },
    add: (batch, now) => void sql('INSERT INTO finished VALUES (?, ?, ?)').run(++numbers.last, batch, now),
    first: () => (numbers.last < numbers.first ? undefined : (sql(selectFirst).get(numbers.first) as FinishedBatch)),
    removeFirst: () => void sql('DELETE FROM finished WHERE number = ?').run(numbers.first++),
  };
}

function numberIn(row: unknown): number | null {
  return (row as { readonly number: number | null }).number;
}
