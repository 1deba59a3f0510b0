import type { Files } from './files.js';
import { applicationId, schema, schemaVersion } from './schema.js';
import type { Database } from './sqlite.js';

/** Tells whose file it is, and makes the tables where it is new. */
export function prepareSchema(database: Database, { database: file }: Files, logBytes: number): void {
  const [id, version] = ['application_id', 'user_version'].map(name => pragma(database, name));
  if (id === 0 && isEmpty(database)) return makeTables(database, logBytes);
  if (id !== applicationId)
    throw new Error(`${file} belongs to another application; give the queue a folder of its own.`);
  if (version !== schemaVersion) {
    throw new Error(
      `The queue's file ${file} has version ${version}, and this is for version ${schemaVersion}; use the version of @helix/reliability that wrote it.`,
    );
  }
  settings(database, logBytes);
}

function makeTables(database: Database, logBytes: number) {
  settings(database, logBytes);
  database.exec(`BEGIN; ${schema} COMMIT`);
}

const pageBytes = 4_096;

/** Full: a commit is on the disk when it returns. */
function settings(database: Database, logBytes: number) {
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = ${Math.floor(logBytes / pageBytes)}; PRAGMA journal_size_limit = ${Math.floor(logBytes)};
    PRAGMA cache_size = -32768`);
}

/** After a stop that was none: a file that is damaged is not worked with. */
export function checkDamage(database: Database, { database: file }: Files): void {
  const { isClean } = database.prepare('SELECT isClean FROM meta').get() as { readonly isClean: number };
  if (isClean) return;
  const { quick_check: found } = database.prepare('PRAGMA quick_check(1)').get() as { readonly quick_check: string };
  if (found !== 'ok') throw damaged(file, found);
}

export function damaged(file: string, found: string): Error {
  return new Error(
    `The queue's file ${file} is damaged (${found.replace(/\s+/g, ' ')}); put it back from a copy, or move its folder away to begin with an empty queue.`,
  );
}

/** What was said to be stored is there, or the store does not open. */
export function checkCommits(database: Database, { database: file, log, commits: mark }: Files, known: number): void {
  const lacking = known - commitsIn(database);
  if (lacking <= 0) return;
  throw new Error(
    `The queue's file ${file} lacks the last ${lacking} commits that were stored in it: its log ${log} was damaged or removed, or this is an older copy; put both back as they were, or delete ${mark} to go on without what was in them.`,
  );
}

export function commitsIn(database: Database): number {
  return (database.prepare('SELECT commits FROM meta').get() as { readonly commits: number }).commits;
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function pragma(database: Database, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
  return row[name] ?? 0;
}
