import type { Notification } from '@helix/notify-core';
import { memoryQueue, type Queue } from '@helix/reliability';
import type { Config } from '../config/config.js';
import { storeState, type StoreState } from './store-state.js';

/** The queue that the configuration names, and how its store is. It opens by itself. */
export async function openQueue(
  config: Config,
): Promise<{ readonly queue: Queue<Notification>; readonly store: StoreState }> {
  const failing = new AbortController();
  const queue = await queueOf(config, error => failing.abort(error));
  return { queue, store: storeState(queue, failing.signal) };
}

/** Each driver loads what it speaks through, which takes tens of milliseconds: only the one that is used. */
async function queueOf({ queue, retention }: Config, onFatal: (error: Error) => void): Promise<Queue<Notification>> {
  const { finishedMs, maxFinished } = retention;
  const options = { maxSize: queue.maxSize, retention: { finishedMs, maxFinished } };
  if (queue.driver === 'memory') return memoryQueue(options);
  if (queue.driver === 'embedded') {
    const { openEmbedded } = await import('./open-embedded.js');
    return openEmbedded({ ...options, path: queue.path, onFatal });
  }
  const { openRedis } = await import('./open-redis.js');
  const { url, prefix, confirm } = queue;
  return openRedis({ ...options, redis: url.reveal(), prefix, confirm });
}
