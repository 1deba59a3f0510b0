import { isNoRoom, isSqlite } from './errors.js';
import type { Store } from './store.js';

// How much is written, in rows, until the log goes into the file. More often costs throughput, since pages that change often
// are written each time; more seldom makes each time longer, and SQLite then does it by itself, within a commit.
const rowsBetween = 5_000;
// When nobody waits it may as well be less, but each time costs two fsyncs.
const rowsWhenIdle = 500;
// In pages of 4 KiB: what stays for what comes, and how much of the rest goes back to the system at a time.
const keptPages = 4_096;
const vacuumPages = 200;

/** What is done after the answers, so that nobody waits for it. */
export interface Rest {
  /** After each group: from time to time the log goes into the file. */
  afterGroup(): void;
  /** When nothing was asked for a while; true while there is more to do. */
  whenIdle(): boolean;
  /** As far as there is room. */
  checkpoint(): void;
}

export function resting({ sql, exec, rowsWritten }: Store): Rest {
  let written = 0;
  return {
    afterGroup() {
      if (rowsWritten() - written >= rowsBetween) checkpoint();
    },
    whenIdle() {
      if (rowsWritten() - written >= rowsWhenIdle) checkpoint();
      const { freelist_count: free } = sql('PRAGMA freelist_count').get() as { readonly freelist_count: number };
      if (free <= keptPages) return false;
      const isDone = asFarAsThereIsRoom(() => exec(`PRAGMA incremental_vacuum(${vacuumPages})`));
      return isDone && free - vacuumPages > keptPages;
    },
    checkpoint,
  };

  function checkpoint() {
    written = rowsWritten();
    asFarAsThereIsRoom(() => sql('PRAGMA wal_checkpoint(PASSIVE)').all());
  }
}

/** Without room the log and the file stay as they are, until there is. */
function asFarAsThereIsRoom(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (thrown) {
    if (isSqlite(thrown) && !isNoRoom(thrown)) throw thrown;
    return false;
  }
}
