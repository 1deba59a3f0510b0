import type { AddResult, Batch } from '../batch.js';
import { isStoreUnavailable } from '../unavailable.js';
import type { Partition } from './partition.js';
import { partitionOf } from './partition-of.js';
import { scatter } from './scatter.js';

/** Adds each batch to its partition, in their order within it; what is of one that is away is refused. */
export function add<T>(partitions: readonly Partition<T>[], batches: readonly Batch<T>[]): Promise<AddResult[]> {
  return scatter(partitions, batches, batch => partitionOf(batch, partitions.length), addTo);
}

async function addTo<T>(partition: Partition<T>, own: readonly Batch<T>[]): Promise<AddResult[]> {
  try {
    return await partition.ask(queue => queue.add(own));
  } catch (thrown) {
    if (!isStoreUnavailable(thrown)) throw thrown;
    const { retryAfterMs } = thrown;
    return own.map(({ id }) => ({ id, stored: 'refused', reason: 'unavailable', retryAfterMs }));
  }
}
