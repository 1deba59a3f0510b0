import { never, type Order } from '../../memory/order.js';
import type { Lane } from './lanes.js';
import type { Row, Sql, Value } from './sqlite.js';
import type { Thread, ThreadKey } from './thread.js';

// How keys and threads stand in the file.

const keyColumns = 'id, name, keptUntil, resolveAt, resolveSeq';
const threadColumns = `id, threadKey, lane, holder, front, frontRank, urgent, high, medium, low, unfinished,
  openingAt, openingSeq, triedAt, triedSeq, deliveredAt, deliveredSeq, resolvedAt, resolvedSeq, handle`;

export const selectKey = `SELECT ${keyColumns} FROM threadKey`;
export const selectThreads = `SELECT ${threadColumns} FROM thread WHERE threadKey = ?`;
const saveKey = upsert('threadKey', keyColumns);
const saveThread = upsert('thread', threadColumns);

export function save(sql: Sql, one: Thread | ThreadKey): void {
  if ('threads' in one) sql(saveKey).run(one.id, one.name, one.keptUntil, ...toColumns(one.resolve));
  else sql(saveThread).run(...threadRow(one));
}

export function toKey(row: Row): ThreadKey {
  const { id, name, keptUntil } = row as unknown as ThreadKey;
  return { id, name, keptUntil, threads: new Map(), resolve: toOrder(row, 'resolve') };
}

export function toThread(row: Row, key: ThreadKey, lane: Lane): Thread {
  const { id, holder, front, frontRank, unfinished, handle } = row as unknown as Thread;
  const inLine = [row.urgent, row.high, row.medium, row.low] as number[];
  const marks = { opening: toOrder(row, 'opening'), tried: toOrder(row, 'tried') };
  const ends = { delivered: toOrder(row, 'delivered'), resolved: toOrder(row, 'resolved') };
  return { id, key, lane, holder, front, frontRank, oldest: null, inLine, unfinished, ...marks, ...ends, handle };
}

function threadRow(thread: Thread): Value[] {
  const { id, key, lane, holder, front, frontRank, inLine, unfinished, handle } = thread;
  const marks = [thread.opening, thread.tried, thread.delivered, thread.resolved].flatMap(toColumns);
  return [id, key.id, lane.id, holder, front, frontRank, ...inLine, unfinished, ...marks, handle];
}

function toOrder(row: Row, mark: string): Order {
  const { [`${mark}At`]: at, [`${mark}Seq`]: seq } = row;
  return typeof at === 'number' && typeof seq === 'number' ? { at, seq } : never;
}

function toColumns({ at, seq }: Order): Value[] {
  return seq === never.seq ? [null, null] : [at, seq];
}

function upsert(table: string, columns: string): string {
  const names = columns.split(/,\s+/);
  const changes = names.slice(1).map(name => `${name} = excluded.${name}`);
  return `INSERT INTO ${table} (${columns}) VALUES (${names.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')}`;
}
