import type { Client, Pipeline } from './client.js';
import type { ScriptCall, SendScript } from './script.js';
import { storeUnavailable } from '../../unavailable.js';
import type { Confirmation } from './server.js';

// WAIT covers what its connection wrote last, and a repeated script may write nothing: this always does, a full memory
// notwithstanding.
const mark = `#!lua flags=allow-oom
return redis.call('SET', KEYS[1], '1', 'PX', 60000)`;

// More than these wait for the next confirmation.
const groupSize = 200;

interface Waiting {
  readonly call: ScriptCall;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * Sends script calls with a confirmation after them, on one connection, where nothing else comes in between: after a
 * failover another server would confirm what it never got. While one confirmation is under way, the next calls gather
 * behind it and share theirs.
 */
export function confirmed(client: Client, { command, args }: Confirmation, waitMs: number, send: SendScript) {
  let waiting: Waiting[] = [];
  let running = false;
  return (call: ScriptCall) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (!running) void run();
    });

  async function run() {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, groupSize);
      waiting = waiting.slice(groupSize);
      await exchange(group).catch((thrown: unknown) => group.forEach(({ reject }) => reject(thrown)));
    }
    running = false;
  }

  async function exchange(group: readonly Waiting[]) {
    const pipeline: Pipeline = client.pipeline();
    for (const { call } of group) send(pipeline, call);
    const key = `${group[0]?.call.keys[0]}:confirm`;
    pipeline.eval(mark, 1, key);
    pipeline.call(command, ...args, waitMs);
    const replies = await pipeline.exec();
    await followMove(key, replies);
    const [marked, confirmedBy] = replies.slice(-2);
    const failure = marked?.[0] ?? confirmedBy?.[0] ?? shortage(confirmedBy?.[1]);
    group.forEach(({ resolve, reject }, index) => {
      const [error, reply] = replies[index] ?? [null];
      if (failure ?? error) reject(failure ?? error);
      else resolve(reply);
    });
  }

  // ioredis redirects no pipeline that was answered in part, but a single command, and remembers where it led.
  async function followMove(key: string, replies: readonly (readonly [Error | null, unknown?])[]) {
    if (!client.isCluster || !replies.some(([error]) => error?.message.startsWith('MOVED '))) return;
    await client.exists(key);
    throw new Error('The slot has moved.');
  }

  function shortage(reply: unknown): Error | undefined {
    // WAITAOF counts disk and replicas, WAIT replicas alone.
    if (Number([reply].flat()[0]) >= 1) return undefined;
    const whom = command === 'WAIT' ? 'replica' : 'disk';
    return storeUnavailable(
      `No ${whom} confirmed the write within ${waitMs} ms: whether it was done and lasts is unknown, and the same call again is safe.`,
    );
  }
}
