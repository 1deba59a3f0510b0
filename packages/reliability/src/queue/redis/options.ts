import { refuseUnknown, refuseUnless } from '../../refuse.js';
import type { QueueOptions } from '../queue.js';
import type { Confirm, RedisOption } from './link/link.js';

export interface RedisQueueOptions extends QueueOptions {
  /** A URL (redis://, rediss://), or a client or Cluster of ioredis, which stays yours. */
  readonly redis: RedisOption;
  /** What the names of all its keys begin with, and whose it is: queues of one prefix are one queue. */
  readonly prefix: string;
  /** When an add counts as stored (`aof`): once Redis has it, once its disk has it, once a replica has it. */
  readonly confirm?: Confirm | undefined;
  /** How long a call waits for Redis, in ms (2,000). */
  readonly deadlineMs?: number | undefined;
}

const known = ['redis', 'prefix', 'confirm', 'deadlineMs', 'maxSize', 'retention', 'clock'] as const;

/** The options with their defaults; refuses bad ones. */
export function checked(options: RedisQueueOptions) {
  refuseUnknown('redisQueue', options, known);
  const { redis, prefix, confirm = 'aof', deadlineMs = 2_000, maxSize = 100_000, retention = {}, clock } = options;
  const { finishedMs = 86_400_000, maxFinished = 100_000 } = retention;
  refuseUnknown('redisQueue retention', retention, ['finishedMs', 'maxFinished']);
  // A value that is no URL is not told: it may hold a password.
  refuse(isRedis(redis), 'redis', typeof redis, 'a URL, or a client of ioredis');
  // The prefix is the hash tag, which braces would end.
  refuse(/^[^{}]+$/.test(prefix), 'prefix', prefix, 'a name without braces');
  refuse(['none', 'aof', 'replica'].includes(confirm), 'confirm', confirm, 'none, aof or replica');
  refuse(deadlineMs > 0, 'deadlineMs', deadlineMs, 'a number above 0');
  refuse(maxSize >= 1, 'maxSize', maxSize, 'a number of at least 1');
  for (const [option, value] of Object.entries({ finishedMs, maxFinished })) {
    refuse(value >= 0, `retention.${option}`, value, 'a number of at least 0');
  }
  return { redis, prefix, confirm, deadlineMs, clock, limits: { maxSize, kept: [finishedMs, maxFinished] as const } };
}

function refuse(good: boolean, option: string, value: unknown, expected: string) {
  refuseUnless(good, 'redisQueue', option, value, expected);
}

/** Callers without types may give anything. */
function isRedis(redis: unknown): boolean {
  return typeof redis === 'string' || (typeof redis === 'object' && redis !== null && 'duplicate' in redis);
}
