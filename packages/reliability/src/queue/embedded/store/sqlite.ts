import { createRequire } from 'node:module';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Statement {
  run(...values: readonly Value[]): unknown;
  get(...values: readonly Value[]): unknown;
  all(...values: readonly Value[]): unknown[];
}

/** What `node:sqlite` and `@photostructure/sqlite` have in common, as far as it is used here. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => Database;
}

/** `module`: 'node:sqlite', or the full path of its stand-in. */
export function openDatabase(module: string, file: string): Database {
  const load = createRequire(file);
  const { DatabaseSync } = load(module) as SqliteModule;
  return new DatabaseSync(file);
}

export type Sql = (text: string) => Statement;

/** Each text is prepared once: a statement costs more to prepare than to run. */
export function statements(database: Database): Sql {
  const prepared = new Map<string, Statement>();
  return text => {
    const known = prepared.get(text);
    if (known) return known;
    const made = database.prepare(text);
    prepared.set(text, made);
    return made;
  };
}
