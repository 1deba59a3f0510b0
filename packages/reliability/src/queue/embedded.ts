import { resolve } from 'node:path';
import { systemClock } from '../clock.js';
import { refuseUnknown, refuseUnless } from '../refuse.js';
import { queueOver } from './embedded/queue-over.js';
import { thread } from './embedded/thread.js';
import type { Queue, QueueOptions } from './queue.js';

export interface EmbeddedQueueOptions extends QueueOptions {
  /** The folder of the store, made where there is none. One process has it open at a time. */
  readonly path: string;
  /** Below this much free space nothing more is accepted: 5 % of the disk, but at least 256 MiB and at most 2 GiB. */
  readonly minFreeBytes?: number | undefined;
  /**
   * Told when the disk failed in a way that leaves open what is stored. The queue answers nothing more: end the process,
   * and the next one reads what is really there. Without it the process is warned.
   */
  readonly onFatal?: ((error: Error) => void) | undefined;
}

/**
 * A queue in a file of this machine, for one process: what `add` and `settle` answered is on the disk. It keeps a script
 * alive while somebody waits for what it holds. Opens by itself: `ready()` tells when, or why it never will.
 */
export function embeddedQueue<T>(options: EmbeddedQueueOptions): Queue<T> {
  const { path, minFreeBytes, clock = systemClock, onFatal = warn } = options;
  const limits = limitsOf(options);
  refuseUnless(typeof path === 'string' && path !== '', 'embeddedQueue', 'path', path, 'the path of a folder');
  refuseUnless(
    minFreeBytes === undefined || minFreeBytes >= 0,
    'embeddedQueue',
    'minFreeBytes',
    minFreeBytes,
    notBelow(0),
  );
  const folder = resolve(path);
  return queueOver<T>(thread({ folder, limits, minFreeBytes }), { clock, onFatal });
}

function limitsOf(options: EmbeddedQueueOptions) {
  const { maxSize = 100_000, retention = {} } = options;
  const { finishedMs = 86_400_000, maxFinished = 100_000 } = retention;
  refuseUnknown('embeddedQueue', options, ['path', 'minFreeBytes', 'onFatal', 'maxSize', 'retention', 'clock']);
  refuseUnknown('embeddedQueue retention', retention, ['finishedMs', 'maxFinished']);
  refuseUnless(maxSize >= 1, 'embeddedQueue', 'maxSize', maxSize, notBelow(1));
  for (const [option, value] of Object.entries({ finishedMs, maxFinished })) {
    refuseUnless(value >= 0, 'embeddedQueue', `retention.${option}`, value, notBelow(0));
  }
  return { maxSize, finishedMs, maxFinished };
}

const notBelow = (least: number) => `a number of at least ${least}`;

function warn(error: Error) {
  process.emitWarning(`embeddedQueue: ${error.message}`);
}
