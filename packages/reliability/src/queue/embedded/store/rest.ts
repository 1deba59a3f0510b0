import { isNoRoom, isSqlite } from './errors.js';
import type { Store } from './store.js';

// By measurement: more often costs throughput, since pages that change often are written each time; more seldom makes the
// log long, and each of these pauses with it.
const commitsBetween = 400;
const jobsBetween = 8_000;
// What is given back to the system at a time, in pages; a page is 4 KiB.
const vacuumPages = 200;

/** What is done after the answers, so that nobody waits for it. */
export interface Rest {
  /** After each group: from time to time the log goes into the file. */
  afterGroup(calls: number): void;
  /** When nothing was asked for a while; true while there is more to do. */
  whenIdle(): boolean;
  /** As far as there is room. */
  checkpoint(): void;
}

export function resting({ sql }: Store): Rest {
  let commits = 0;
  let jobs = 0;
  return {
    afterGroup(calls) {
      commits++;
      jobs += calls;
      if (commits >= commitsBetween || jobs >= jobsBetween) checkpoint();
    },
    whenIdle() {
      if (commits > 0) checkpoint();
      const { freelist_count: free } = sql('PRAGMA freelist_count').get() as { readonly freelist_count: number };
      if (free > 0) sql(`PRAGMA incremental_vacuum(${vacuumPages})`).all();
      return free > vacuumPages;
    },
    checkpoint,
  };

  function checkpoint() {
    commits = 0;
    jobs = 0;
    try {
      sql('PRAGMA wal_checkpoint(PASSIVE)').all();
    } catch (thrown) {
      // Without room the log stays as it is, and goes into the file later.
      if (isSqlite(thrown) && !isNoRoom(thrown)) throw thrown;
    }
  }
}
