import { statfsSync } from 'node:fs';
import { isBusy, isDamage, isNoRoom, isSqlite, messageOf } from './errors.js';
import { filesIn, prepareFile, prepareFolder, sizeOf, type Files } from './files.js';
import { openMark, type Mark } from './mark.js';
import { isElsewhere, isSameProcess, nameOf, readOwner, thisOwner, writeOwner, type Owner } from './owner.js';
import { checkCommits, checkDamage, commitsIn, damaged, prepareSchema } from './recovery.js';
import { reserve, type Reserve } from './reserve.js';
import { states } from './schema.js';
import { refuseNetworkFolder } from './space.js';
import { openDatabase, type Database } from './sqlite.js';

export interface OpenOptions {
  readonly folder: string;
  /** 'node:sqlite', or the full path of its stand-in. */
  readonly sqlite: string;
  /** When the process started, by its own clock. */
  readonly startedAt: number;
}

export interface Opened {
  readonly database: Database;
  readonly reserve: Reserve;
  readonly mark: Mark;
  /** After a last commit: closes the file, and says that it was closed properly. */
  close(): void;
}

/** Opens a store, or makes it, for this process alone. What it throws says what to do. */
export function open({ folder, sqlite, startedAt }: OpenOptions): Opened {
  const files = filesIn(folder);
  const here = thisOwner(startedAt);
  prepareFolder(folder);
  const { type, blocks, bsize } = statfsSync(folder);
  refuseNetworkFolder(folder, type);
  const last = readOwner(files.owner);
  refuseOthers(files, last, here);
  refuseMissing(files, last);
  prepareFile(files.database);
  const kept = reserve(files.reserve, blocks * bsize);
  const database = openDatabase(sqlite, files.database);
  const mark = openMark(files.commits);
  try {
    own(database, files, last);
    withRoom(kept, () => prepare(database, files, kept, mark));
    writeOwner(files.owner, here);
  } catch (thrown) {
    mark.close();
    database.close();
    throw asSentence(thrown, files);
  }
  return { database, reserve: kept, mark, close: () => close(database, files, here, mark) };
}

// The log goes into the file when it is this part of the reserve: so that it can, whatever the disk holds.
const logShare = 1 / 2;

function prepare(database: Database, files: Files, { bytes }: Reserve, mark: Mark) {
  prepareSchema(database, files, bytes * logShare);
  checkCommits(database, files, mark.commits);
  checkDamage(database, files);
  database.exec('UPDATE meta SET isClean = 0, opens = opens + 1, commits = commits + 1');
  // A former owner's leases are over with it.
  database.exec(`UPDATE job SET leaseEndsAt = 0 WHERE state = ${states.leased}`);
  mark.set(commitsIn(database));
}

/** A store must open on a full disk too: what is in it can then be finished. */
function withRoom(kept: Reserve, act: () => void) {
  try {
    act();
  } catch (thrown) {
    if (!isNoRoom(thrown)) throw thrown;
    kept.giveUp();
    act();
  }
}

function asSentence(thrown: unknown, { database, folder }: Files): unknown {
  const message = messageOf(thrown);
  if (isDamage(thrown)) return damaged(database, message);
  if (isNoRoom(thrown)) return new Error(`The disk that holds the queue in ${folder} is full; make room on it.`);
  return isSqlite(thrown) ? new Error(`The queue's file ${database} cannot be opened (${message}).`) : thrown;
}

/** Before the file is touched: opening and closing it a second time in one process would let go of the first one's locks. */
function refuseOthers({ folder, owner }: Files, last: Partial<Owner> | undefined, here: Owner) {
  if (!last?.isOpen) return;
  if (isSameProcess(last, here)) {
    throw new Error(`The queue in ${folder} is open in this process already (${nameOf(last)}); open it once.`);
  }
  if (isElsewhere(last, here)) {
    throw new Error(
      `The queue in ${folder} was opened by ${nameOf(last)}, and from here nobody can tell whether it still is; stop it there, or delete ${owner} if that machine is gone.`,
    );
  }
}

/** A store that is gone is not begun anew: what waited in it would be lost without a word. */
function refuseMissing({ database, log, owner, commits }: Files, last: Partial<Owner> | undefined) {
  const size = sizeOf(database);
  const wasHere = last !== undefined || (sizeOf(log) ?? 0) > 0;
  if (size !== undefined && size > 0) return;
  if (!wasHere) return;
  const what = size === undefined ? 'is missing' : 'is empty';
  throw new Error(
    `The queue's file ${database} ${what} although there was one; put it back from a copy, or delete ${log}, ${owner} and ${commits} to begin with an empty queue.`,
  );
}

/** The lock is kept until the file is closed, and shared memory is not needed then. */
function own(database: Database, { folder, database: file }: Files, last: Partial<Owner> | undefined) {
  // Of a new file this is said before anything else: the first lock makes it too late.
  if (sizeOf(file) === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  database.exec('PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE');
  try {
    database.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (thrown) {
    if (!isBusy(thrown)) throw thrown;
    throw new Error(
      `The queue in ${folder} is open in ${nameOf(last ?? {})}; stop it, or give this one a folder of its own.`,
    );
  }
}

/** Closed, a store is one file. Its lock is let go of by hand: some SQLite keeps it for as long as a statement lives. */
function close(database: Database, files: Files, here: Owner, mark: Mark) {
  try {
    database.exec('UPDATE meta SET isClean = 1');
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT isClean FROM meta');
  } catch (thrown) {
    // On a full disk the next start looks through the file, and finds it whole.
    if (!isNoRoom(thrown)) throw thrown;
  }
  database.close();
  mark.close();
  writeOwner(files.owner, { ...here, isOpen: false });
}
