import { Redis, type Cluster, type RedisOptions } from 'ioredis';

/** A URL, or a client or Cluster of ioredis: what it connects with is taken over, it itself is left alone. */
export type RedisOption = string | Redis | Cluster;

export type Argument = string | number | Buffer;

/** What the link needs of a client, single or Cluster. */
export interface Client {
  readonly status: string;
  readonly isCluster: boolean;
  evalsha(sha: string, keyCount: number, ...keysAndArgs: Argument[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...keysAndArgs: Argument[]): Promise<unknown>;
  blpop(key: string, seconds: number): Promise<unknown>;
  exists(key: string): Promise<unknown>;
  pipeline(): Pipeline;
  on(event: 'ready' | 'close' | 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Ends it for good. */
  disconnect(): void;
}
export interface Pipeline {
  evalsha(sha: string, keyCount: number, ...keysAndArgs: Argument[]): unknown;
  eval(source: string, keyCount: number, ...keysAndArgs: Argument[]): unknown;
  call(command: string, ...args: Argument[]): unknown;
  exec(): Promise<readonly (readonly [Error | null, unknown?])[]>;
}

const firstReconnectMs = 50;
// "First delivery within 5 s of return" leaves no room for ioredis's own 5 s.
const longestReconnectMs = 2_000;
const connectTimeoutMs = 3_000;
// How long ioredis waits for the other side's FIN: a half-open one never sends it.
const disconnectTimeoutMs = 50;

/** A client of its own. Where no reply comes for `silentMs` while one is owed, its connection is given up. */
export function clientOf(redis: RedisOption, silentMs?: number): Client {
  const ours = ourOptions(silentMs);
  return (typeof redis === 'string' ? fromUrl(redis, ours) : duplicateOf(redis, ours)) as Client;
}

type OurOptions = ReturnType<typeof ourOptions>;

function ourOptions(silentMs: number | undefined) {
  return {
    // A command that cannot be sent is refused, one whose connection ends is rejected: repeating it is ours to decide,
    // since what ioredis keeps is sent long after we answered that it was not.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    lazyConnect: false,
    retryStrategy: (times: number) => Math.min(firstReconnectMs * 2 ** (times - 1), longestReconnectMs),
    // After a failover behind the same address the old primary still answers.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: disconnectTimeoutMs,
    socketTimeout: silentMs,
    commandTimeout: undefined,
    // Keys are named inside the scripts too, where no client can prefix them.
    keyPrefix: '',
    stringNumbers: false,
    replyMapping: 'legacy',
    enableAutoPipelining: false,
  } as const satisfies RedisOptions;
}

function fromUrl(url: string, ours: OurOptions): Redis {
  try {
    const client = new Redis(url, ours);
    if (Number.isInteger(client.options.db)) return client;
    // ioredis would take database 0, and reject where nobody listens.
    client.disconnect();
  } catch {
    // What was thrown holds the URL, and with it the password.
  }
  throw new TypeError(
    'redisQueue: the Redis URL cannot be read; give redis://[user:password@]host[:port][/db], the same with rediss:// for TLS, or the path of a socket.',
  );
}

function duplicateOf(redis: Redis | Cluster, ours: OurOptions): Redis | Cluster {
  if (!isCluster(redis)) return redis.duplicate(ours);
  const { enableOfflineQueue, lazyConnect, keyPrefix, ...redisOptions } = ours;
  return redis.duplicate([], { enableOfflineQueue, lazyConnect, keyPrefix, redisOptions });
}

const isCluster = (redis: Redis | Cluster): redis is Cluster => redis.isCluster;
