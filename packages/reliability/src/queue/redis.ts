import type { Queue } from './queue.js';
import { redisLink } from './redis/link/link.js';
import { checked, type RedisQueueOptions } from './redis/options.js';
import { queueOver } from './redis/queue-over.js';

export type { RedisQueueOptions } from './redis/options.js';

/**
 * A queue in Redis (7.0 or later), shared by all processes that name the same prefix. It goes by the server's clock. What
 * `add` answers as stored is as safe as `confirm` says; every call ends within its deadline, whatever Redis does.
 */
export function redisQueue<T>(options: RedisQueueOptions): Queue<T> {
  const { redis, prefix, confirm, deadlineMs, ...rest } = checked(options);
  return queueOver(redisLink({ redis, confirm, deadlineMs }), { prefix, ...rest });
}
