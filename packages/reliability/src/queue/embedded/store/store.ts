import { ids, type Ids } from './ids.js';
import { jobs, type Jobs } from './job.js';
import { lanes, type Lanes } from './lanes.js';
import { leases, type Leases } from './leases.js';
import { finished, type Finished } from './finished.js';
import type { Mark } from './mark.js';
import { statements, type Database, type Sql } from './sqlite.js';
import { threads, type Threads } from './threads.js';

export interface Limits {
  readonly maxSize: number;
  readonly finishedMs: number;
  readonly maxFinished: number;
}

/**
 * An open file, and what of it is kept in memory: all of it can be read again (`load`), and is after a commit that
 * failed. The verbs beside this file change both; nothing awaits.
 */
export interface Store {
  readonly sql: Sql;
  /** For what is to be carried out to its end although it has no rows. */
  exec(text: string): void;
  readonly limits: Limits;
  readonly lanes: Lanes;
  readonly threads: Threads;
  readonly jobs: Jobs;
  readonly leases: Leases;
  readonly finished: Finished;
  readonly ids: Ids;
  readonly meta: Meta;
  /** Lanes for which claiming may pay again. */
  readonly woken: Set<string>;
  /** The caller's time, which never runs backwards here. */
  now(): number;
  tick(now: number): void;
  nextToken(): number;
  /** How many wait or are leased. */
  size(): number;
  load(): void;
  /** With what was only changed in memory. */
  commit(): void;
  /** Since the store was opened. */
  rowsWritten(): number;
}

export interface Meta {
  latest: number;
  /** The last number given to a batch or a job. */
  seq: number;
  /** Up to which number ids are in their table. */
  indexed: number;
  /** How many were made, since the store is there. */
  commits: number;
  opens: number;
}

// Tokens of one opening are never those of another.
const tokensPerOpening = 2 ** 32;

export function openStore(database: Database, limits: Limits, mark: Mark): Store {
  const sql = statements(database);
  const lanesOf = lanes(sql);
  const meta: Meta = { latest: 0, seq: 0, indexed: 0, commits: 0, opens: 0 };
  let tokens = 0;
  let saved = 0;
  const store: Store = {
    sql,
    exec: text => database.exec(text),
    limits,
    lanes: lanesOf,
    threads: threads(sql, lanesOf),
    jobs: jobs(sql, lanesOf),
    leases: leases(),
    finished: finished(sql),
    ids: ids(sql, meta),
    meta,
    woken: new Set(),
    now: () => meta.latest,
    tick: now => void (meta.latest = Math.max(meta.latest, now)),
    nextToken: () => meta.opens * tokensPerOpening + ++tokens,
    size: () => sizeOf(store),
    load,
    commit,
    rowsWritten: () => rowsWritten(sql),
  };
  load();
  return store;

  function load() {
    Object.assign(meta, sql('SELECT latest, seq, indexed, commits, opens FROM meta').get());
    store.woken.clear();
    lanesOf.load();
    store.threads.load();
    store.finished.load();
    store.ids.load();
    store.leases.clear();
    for (const job of store.jobs.find('WHERE j.state = 2 ORDER BY j.token')) store.leases.add(job);
    saved = rowsWritten(sql);
  }

  function save() {
    lanesOf.save();
    store.threads.save();
    store.ids.save();
    // What was only read leaves nothing to commit, and a commit of nothing costs no fsync.
    if (rowsWritten(sql) === saved) return;
    const { latest, seq, indexed } = meta;
    sql('UPDATE meta SET latest = ?, seq = ?, indexed = ?, commits = ?').run(latest, seq, indexed, ++meta.commits);
    saved = rowsWritten(sql);
  }

  function commit() {
    save();
    sql('COMMIT').run();
    mark.set(meta.commits);
  }
}

function rowsWritten(sql: Sql): number {
  return (sql('SELECT total_changes() AS count').get() as { readonly count: number }).count;
}

function sizeOf({ leases, lanes }: Store): number {
  let total = leases.size;
  for (const { tally } of lanes.all()) total += tally.waiting + tally.retrying;
  return total;
}
