import { chmodSync, closeSync, mkdirSync, openSync, statSync, accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** What a store's folder holds. SQLite gives the log the mode of the file. */
export interface Files {
  readonly folder: string;
  readonly database: string;
  readonly log: string;
  readonly owner: string;
  readonly commits: string;
  readonly reserve: string;
}

export function filesIn(folder: string): Files {
  const database = join(folder, 'queue.db');
  return {
    folder,
    database,
    log: `${database}-wal`,
    owner: join(folder, 'queue.owner'),
    commits: join(folder, 'queue.commits'),
    reserve: join(folder, 'queue.reserve'),
  };
}

const ownerOnly = { folder: 0o700, file: 0o600 };

/** Makes the folder where there is none; one that is there keeps its mode. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: ownerOnly.folder });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    throw new Error(`The queue's folder ${folder} ${reasons[code] ?? `cannot be used (${code})`}; give another path.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'is a file',
  ENOTDIR: 'is below a file',
  EACCES: 'may not be written to by this user',
  EPERM: 'may not be written to by this user',
  EROFS: 'is on a disk that is mounted read-only',
  ENAMETOOLONG: 'has too long a name',
};

/** Without it SQLite would make a file that the umask alone protects. It is never opened here once it exists: closing it would let go of SQLite's locks on it. */
export function prepareFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', ownerOnly.file));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    if ((statSync(file).mode & 0o777) !== ownerOnly.file) chmodSync(file, ownerOnly.file);
  }
}

/** In bytes, undefined where there is no such file. */
export function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}
