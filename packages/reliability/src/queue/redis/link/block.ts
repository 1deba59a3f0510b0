import { setTimeout as pause } from 'node:timers/promises';
import { sleep } from '../../../clock.js';
import { clientOf, type Client, type RedisOption } from './client.js';
import { connection } from './connection.js';

export interface Blocking {
  /** Ends when a token is in the list, after `ms`, when the signal aborts, and where Redis is away after `ms` too. */
  block(key: string, ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

// What a BLPOP may be late before its client is thought to be dead.
const graceMs = 2_000;
const longestMs = 5_000;
// Between two tries on a connection that just ended.
const pauseMs = 50;

/** One connection for each list that somebody waits at, since a BLPOP holds up what is sent after it. */
export function blocking(redis: RedisOption): Blocking {
  const lists = new Map<string, WakeList>();
  let closed = false;
  return {
    block(key, ms, signal) {
      if (closed) return Promise.resolve();
      const list = lists.get(key) ?? wakeList(redis, key);
      lists.set(key, list);
      return list.wait(Math.min(ms, longestMs), signal);
    },
    close() {
      closed = true;
      for (const list of lists.values()) list.close();
    },
  };
}

interface WakeList {
  wait(ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Those who wait share one BLPOP. It goes on when they have left: what it then pops is for whoever comes next. */
function wakeList(redis: RedisOption, key: string): WakeList {
  const waiters = new Map<AbortController, number>();
  const connected = connection(
    () => clientOf(redis, longestMs + graceMs),
    () => Promise.resolve(),
  );
  let left = false;
  let watching = false;
  return { wait, close };

  async function wait(ms: number, signal: AbortSignal) {
    if (signal.aborted || ms <= 0) return;
    if (left) return void (left = false);
    const woken = new AbortController();
    const leave = () => woken.abort('left');
    signal.addEventListener('abort', leave);
    waiters.set(woken, performance.now() + ms);
    if (!watching) void watch();
    await sleep(ms, woken.signal);
    waiters.delete(woken);
    signal.removeEventListener('abort', leave);
  }

  async function watch() {
    watching = true;
    // It only rejects once this list was closed.
    while (waiters.size > 0) await connected.ready().then(({ client }) => turn(client), close);
    watching = false;
  }

  async function turn(client: Client) {
    // At least 1: BLPOP takes 0 for ever.
    const ms = Math.max(1, Math.ceil(Math.max(...waiters.values()) - performance.now()));
    if (!(await pop(client, ms))) return;
    left = waiters.size === 0;
    for (const waiter of waiters.keys()) waiter.abort('woken');
    waiters.clear();
  }

  /** Whether there was a token. A client that is late is replaced: ioredis may never settle what it sent. */
  function pop(client: Client, ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const watchdog = setTimeout(() => {
        connected.replace(client);
        resolve(false);
      }, ms + graceMs);
      void client
        .blpop(key, ms / 1_000)
        .then(
          token => token !== null,
          () => pause(pauseMs, false),
        )
        .then(resolve)
        .finally(() => clearTimeout(watchdog));
    });
  }

  function close() {
    connected.close();
    for (const waiter of waiters.keys()) waiter.abort('closed');
    waiters.clear();
  }
}
