import { systemClock, type Clock } from '../clock.js';
import { refuseUnknown, refuseUnless } from '../refuse.js';
import { add } from './partitioned/add.js';
import { claims } from './partitioned/claims.js';
import { inAll } from './partitioned/in-all.js';
import { partition } from './partitioned/partition.js';
import { reading } from './partitioned/reading.js';
import { waitForAny } from './partitioned/wait-for-any.js';
import type { Queue } from './queue.js';

/**
 * Several queues as one, for more than one store carries. A batch goes to the partition of its thread's key, or of its id
 * where it has no thread; so every process names the same queues in the same order. One that is away holds up no other,
 * but for the first, which keeps the limits, breakers and records of all.
 */
export function partitioned<T>(
  queues: readonly Queue<T>[],
  options: { readonly clock?: Clock | undefined } = {},
): Queue<T> {
  const { clock = systemClock } = options;
  const [first] = queues;
  refuseUnknown('partitioned', options, ['clock']);
  if (!first) throw new RangeError('partitioned: there is no queue; give at least one.');
  const closing = new AbortController();
  const partitions = queues.map((queue, place) => partition(queue, place, { clock, closed: closing.signal }));
  const each = <A>(act: (queue: Queue<T>) => Promise<A>) => inAll(queues, act);
  return {
    ready,
    add: batches => add(partitions, batches),
    ...claims(partitions),
    wait: (lanes, waiting) => waitForAny(partitions, lanes, waiting),
    ...reading(queues),
    revive,
    drop: async filter => total(await each(queue => queue.drop(filter))),
    pause,
    resume,
    limiter: first.limiter,
    records: first.records,
    close,
    [Symbol.asyncDispose]: close,
  };

  async function ready() {
    await each(queue => queue.ready());
  }
  async function pause(...args: Parameters<Queue<T>['pause']>) {
    await each(queue => queue.pause(...args));
  }
  async function resume(lane: string) {
    await each(queue => queue.resume(lane));
  }

  /** The pace is the lane's over all: each partition has its share of it. */
  async function revive(...[filter, { perSecond } = {}]: Parameters<Queue<T>['revive']>) {
    if (perSecond === undefined) return total(await each(queue => queue.revive(filter)));
    refuseUnless(perSecond > 0, 'revive', 'perSecond', perSecond, 'a number above 0');
    return total(await each(queue => queue.revive(filter, { perSecond: perSecond / queues.length })));
  }

  async function close() {
    closing.abort('closed');
    await each(queue => queue.close());
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
