import { never, type Order } from '../../memory/order.js';
import type { Lane, Lanes } from './lanes.js';
import type { Row, Sql, Value } from './sqlite.js';
import { isOpen, type Thread, type ThreadKey } from './thread.js';

/** Thread keys, each with its threads: read once, kept for a while, and written by the commit that changed them. */
export interface Threads {
  load(): void;
  find(name: string): ThreadKey | undefined;
  /** Makes it where it is new. */
  get(name: string): ThreadKey;
  byId(id: number): ThreadKey;
  threadIn(key: ThreadKey, lane: Lane): Thread;
  of(job: { readonly thread: number | null }): Thread | undefined;
  changed(one: Thread | ThreadKey): void;
  forget(key: ThreadKey): void;
  save(): void;
}

// A few hundred bytes each. All are dropped at once when there are more: whoever is busy comes back soon.
const mostKept = 10_000;

const keyColumns = 'id, name, keptUntil, resolveAt, resolveSeq';
const threadColumns = `id, threadKey, lane, holder, front, frontRank, urgent, high, medium, low, unfinished,
  openingAt, openingSeq, triedAt, triedSeq, deliveredAt, deliveredSeq, resolvedAt, resolvedSeq, handle`;
const saveKey = upsert('threadKey', keyColumns);
const saveThread = upsert('thread', threadColumns);

export function threads(sql: Sql, lanes: Lanes): Threads {
  const byName = new Map<string, ThreadKey>();
  const keys = new Map<number, ThreadKey>();
  const all = new Map<number, Thread>();
  const dirty = new Set<Thread | ThreadKey>();
  const last = { key: 0, thread: 0 };
  return {
    load,
    find,
    get: name => find(name) ?? make(name),
    byId: id => keys.get(id) ?? (read('id = ?', id) as ThreadKey),
    threadIn: (key, lane) => key.threads.get(lane) ?? makeThread(key, lane),
    of: ({ thread }) => (thread === null ? undefined : (all.get(thread) ?? readByThread(thread))),
    changed: one => void dirty.add(one),
    forget,
    save,
  };

  function load() {
    drop();
    dirty.clear();
    last.key = lastIn('threadKey');
    last.thread = lastIn('thread');
  }

  function lastIn(table: string): number {
    return (sql(`SELECT coalesce(max(id), 0) AS last FROM ${table}`).get() as { readonly last: number }).last;
  }

  function find(name: string): ThreadKey | undefined {
    return byName.get(name) ?? read('name = ?', name);
  }

  function read(where: string, value: Value): ThreadKey | undefined {
    const row = sql(`SELECT ${keyColumns} FROM threadKey WHERE ${where}`).get(value) as Row | undefined;
    if (!row) return undefined;
    const key = keep(toKey(row));
    const rows = sql(`SELECT ${threadColumns} FROM thread WHERE threadKey = ?`).all(key.id) as (Row & { lane: number })[];
    for (const one of rows) keepThread(toThread(one, key, lanes.of(one)));
    return key;
  }

  function readByThread(id: number): Thread | undefined {
    const row = sql('SELECT threadKey FROM thread WHERE id = ?').get(id) as { readonly threadKey: number } | undefined;
    if (row) read('id = ?', row.threadKey);
    return all.get(id);
  }

  function make(name: string): ThreadKey {
    const key = keep({ id: ++last.key, name, threads: new Map(), resolve: never, keptUntil: null });
    dirty.add(key);
    return key;
  }

  function makeThread(key: ThreadKey, lane: Lane): Thread {
    const marks = { opening: never, tried: never, delivered: never, resolved: never };
    const nobody = { holder: null, front: null, frontRank: null, inLine: [0, 0, 0, 0], unfinished: 0 };
    return keepThread({ id: ++last.thread, key, lane, ...nobody, ...marks, handle: null });
  }

  function keep(key: ThreadKey): ThreadKey {
    byName.set(key.name, key);
    keys.set(key.id, key);
    return key;
  }

  function keepThread(thread: Thread): Thread {
    all.set(thread.id, thread);
    thread.key.threads.set(thread.lane, thread);
    return thread;
  }

  function forget(key: ThreadKey) {
    sql('DELETE FROM thread WHERE threadKey = ?').run(key.id);
    sql('DELETE FROM threadKey WHERE id = ?').run(key.id);
    byName.delete(key.name);
    keys.delete(key.id);
    for (const { id } of key.threads.values()) all.delete(id);
  }

  function save() {
    for (const one of dirty) {
      if ('threads' in one) sql(saveKey).run(...keyRow(one));
      else sql(saveThread).run(...threadRow(one));
    }
    dirty.clear();
    if (all.size + keys.size > mostKept) drop();
  }

  function drop() {
    for (const kept of [byName, keys, all]) kept.clear();
  }
}

function upsert(table: string, columns: string): string {
  const names = columns.split(/,\s+/);
  const changes = names.slice(1).map(name => `${name} = excluded.${name}`);
  return `INSERT INTO ${table} (${columns}) VALUES (${names.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')}`;
}

/** When a key may be forgotten whose last unfinished job ends now: an open one is kept far longer. */
export function keptUntil(key: ThreadKey, now: number): number {
  const day = 86_400_000;
  return now + ([...key.threads.values()].some(isOpen) ? 90 * day : day);
}

function keyRow({ id, name, keptUntil, resolve }: ThreadKey): Value[] {
  return [id, name, keptUntil, ...toColumns(resolve)];
}

function threadRow(thread: Thread): Value[] {
  const { id, key, lane, holder, front, frontRank, inLine, unfinished, handle } = thread;
  const marks = [thread.opening, thread.tried, thread.delivered, thread.resolved].flatMap(toColumns);
  return [id, key.id, lane.id, holder, front, frontRank, ...inLine, unfinished, ...marks, handle];
}

function toKey(row: Row): ThreadKey {
  const { id, name, keptUntil } = row as unknown as ThreadKey;
  return { id, name, keptUntil, threads: new Map(), resolve: toOrder(row, 'resolve') };
}

function toThread(row: Row, key: ThreadKey, lane: Lane): Thread {
  const { id, holder, front, frontRank, unfinished, handle } = row as unknown as Thread;
  const inLine = [row.urgent, row.high, row.medium, row.low] as number[];
  const marks = { opening: toOrder(row, 'opening'), tried: toOrder(row, 'tried') };
  const ends = { delivered: toOrder(row, 'delivered'), resolved: toOrder(row, 'resolved') };
  return { id, key, lane, holder, front, frontRank, inLine, unfinished, ...marks, ...ends, handle };
}

function toOrder(row: Row, mark: string): Order {
  const { [`${mark}At`]: at, [`${mark}Seq`]: seq } = row;
  return typeof at === 'number' && typeof seq === 'number' ? { at, seq } : never;
}

function toColumns({ at, seq }: Order): Value[] {
  return seq === never.seq ? [null, null] : [at, seq];
}
