import type { Queue } from '../queue.js';
import { storeUnavailable } from '../unavailable.js';
import type { Partition } from './partition.js';

/** Ends with the first that has something; one that is away is not waited for. */
export async function waitForAny<T>(
  partitions: readonly Partition<T>[],
  lanes: readonly string[],
  { waitMs, signal }: Parameters<Queue<T>['wait']>[1],
): Promise<void> {
  const woken = new AbortController();
  const options = { waitMs, signal: AbortSignal.any([signal, woken.signal]) };
  const waits = partitions.map(partition => partition.ask(queue => queue.wait(lanes, options)));
  try {
    await Promise.any(waits);
  } catch (thrown) {
    throw storeUnavailable('All partitions are away.', { cause: thrown });
  } finally {
    woken.abort('one of them has something');
  }
}
