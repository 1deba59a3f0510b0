import type { Job } from './job.js';
import type { Store } from './store.js';

/** A stored job by its id, `<batch id>:<lane>`. */
export function findJob(store: Store, id: string, lane: string): Job | undefined {
  const batch = store.lanes.find(lane) && placeOf(store, id.slice(0, -lane.length - 1));
  return batch && jobsOf(store, batch).find(job => job.lane.name === lane);
}

interface BatchPlace {
  readonly seq: number;
  readonly size: number;
}

/** Where a batch is stored. */
export function placeOf({ ids, sql }: Store, batchId: string): BatchPlace | undefined {
  const known = ids.find(batchId);
  if (known?.until !== null) return undefined;
  return sql('SELECT seq, size FROM batch WHERE seq = ?').get(known.seq) as BatchPlace;
}

export function jobsOf(store: Store, { seq, size }: BatchPlace): Job[] {
  return store.jobs.find('WHERE j.id >= ? AND j.id < ? ORDER BY j.id', seq, seq + size);
}

/** Ids may have colons, and lanes too: every place where one could end is tried. */
export function findJobs(store: Store, ids: readonly string[]): Job[] {
  return [...new Set(ids)].flatMap(id => {
    const lanes = [...id.matchAll(/:/g)].map(({ index }) => id.slice(index + 1));
    return lanes.flatMap(lane => findJob(store, id, lane) ?? []);
  });
}
