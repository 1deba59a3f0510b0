import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/**
 * How many commits the store must hold, kept beside it: SQLite takes a log that was damaged or removed for one that ends
 * earlier, and says nothing. It is written after each commit and without an fsync, so that it may be behind where the
 * machine stopped, and is never ahead.
 */
export interface Mark {
  /** 0 where nothing is known. */
  readonly commits: number;
  set(commits: number): void;
  close(): void;
}

const digits = 16;

export function openMark(file: string): Mark {
  let written = 0;
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  const bytes = Buffer.alloc(digits);
  const commits = readSync(handle, bytes, 0, digits, 0) === digits ? Number(bytes.toString()) : 0;
  return {
    commits: Number.isSafeInteger(commits) ? commits : 0,
    set(commits) {
      if (commits === written) return;
      written = commits;
      try {
        writeSync(handle, `${commits}`.padStart(digits, '0'), 0);
      } catch {
        // The commit is on the disk; a mark that is behind only finds less.
      }
    },
    close: () => closeSync(handle),
  };
}
