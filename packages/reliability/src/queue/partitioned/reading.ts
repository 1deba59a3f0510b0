import type { Stored } from '../batch.js';
import type { Queue } from '../queue.js';
import { inAll } from './in-all.js';
import { mergeCounts, mergePages } from './merge.js';
import { partitionOf } from './partition-of.js';

/** What is stored, over all queues. One that is away rejects them all: an answer without it would look complete. */
export function reading<T>(queues: readonly Queue<T>[]): Pick<Queue<T>, 'get' | 'list' | 'dead' | 'counts'> {
  return {
    get,
    async list(query) {
      const pages = await inAll(queues, queue => queue.list(query));
      return mergePages(pages, ({ acceptedAt, batch: { id } }) => ({ at: acceptedAt, id }), query.limit);
    },
    async dead(query) {
      const pages = await inAll(queues, queue => queue.dead(query));
      return mergePages(pages, ({ endedAt = 0, id }) => ({ at: endedAt, id }), query.limit);
    },
    counts: async () => mergeCounts(await inAll(queues, queue => queue.counts())),
  };

  /** The id's own partition first: what has no thread is there. */
  async function get(id: string): Promise<Stored<T> | undefined> {
    const own = partitionOf({ id }, queues.length);
    for (const queue of [...queues.slice(own), ...queues.slice(0, own)]) {
      const stored = await queue.get(id);
      if (stored) return stored;
    }
    return undefined;
  }
}
