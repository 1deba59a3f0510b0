import type { FinishedBatch } from './finished.js';
import { rememberLess } from './known.js';
import type { Store } from './store.js';

// In slices, so that no call pays for many.
const slice = 200;

const oftenMs = 1_000;

/** Lets go of what was kept long enough: finished batches each time, ids, threads and records each second. */
export function tidying(store: Store): () => void {
  let tidiedAt = -Infinity;
  return () => {
    tidyBatches(store);
    if (store.now() < tidiedAt + oftenMs) return;
    tidiedAt = store.now();
    store.ids.forgetDue(store.now(), slice);
    tidyThreads(store);
    store.sql('DELETE FROM record WHERE endsAt <= ?').run(store.now());
  };
}

function tidyBatches(store: Store) {
  const { finished, limits } = store;
  const due = store.now() - limits.finishedMs;
  for (let left = slice; left > 0; left--) {
    const batch = finished.first();
    if (!batch || (batch.finishedAt > due && finished.count <= limits.maxFinished)) return;
    finished.removeFirst();
    forget(store, batch);
  }
}

function forget(store: Store, batch: FinishedBatch) {
  rememberLess(store, batch);
  store.sql('DELETE FROM job WHERE id >= ? AND id < ?').run(batch.seq, batch.seq + batch.size);
  store.sql('DELETE FROM batch WHERE seq = ?').run(batch.seq);
}

function tidyThreads({ threads, now }: Store) {
  for (const key of threads.due(now(), slice)) {
    // It rested until then, but something came again.
    const isBusy = [...key.threads.values()].some(({ unfinished }) => unfinished > 0);
    if (!isBusy) threads.forget(key);
    else threads.changed(Object.assign(key, { keptUntil: null }));
  }
}
