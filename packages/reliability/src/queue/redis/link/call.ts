import { setTimeout as sleep } from 'node:timers/promises';
import { isStoreUnavailable, storeUnavailable } from '../../unavailable.js';
import type { Argument, Client } from './client.js';
import type { Connection } from './connection.js';
import { withDeadline } from './deadline.js';
import { scriptError, verdictOf } from './errors.js';
import type { Script, ScriptCall } from './script.js';

export type Call = (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
/** How a connected client is sent a call. */
export type Use = (call: ScriptCall) => Promise<unknown>;

// A server that hangs must not gather commands here.
const maxPending = 1_000;
const repeatAfterMs = 20;

/**
 * Calls scripts, each with a deadline of its own, since ioredis may never settle what was under way when a connection
 * ended. Until then a call whose reply was lost is repeated: scripts know a repeat by its token.
 */
export function calling(connection: Connection<Use>, deadlineMs: number): Call {
  let pending = 0;
  return async (script, keys, args) => {
    refuseEarly();
    pending += 1;
    const attempt: Attempt = { wasSent: false };
    const act = (isOver: () => boolean) =>
      attempts(connection, { script, keys, args, loaded: true }, { attempt, isOver });
    try {
      return await withDeadline(deadlineMs, act, () => late(attempt));
    } finally {
      pending -= 1;
    }
  };

  // A short cut is waited for; after that the answer comes at once, or every caller of an outage would wait in vain.
  function refuseEarly() {
    if (connection.awayMs() > deadlineMs) throw away();
    if (pending < maxPending) return;
    throw storeUnavailable(`Redis owes ${maxPending} replies: nothing more is sent until it answers.`);
  }

  function late({ asked, wasSent }: Attempt): Error {
    if (!wasSent) return away();
    // It may be half open, and the kernel would take a quarter of an hour to notice.
    if (asked) connection.replace(asked);
    const why = asked
      ? `did not answer within ${deadlineMs} ms`
      : `went away before it answered (${connection.reason()})`;
    return storeUnavailable(`Redis ${why}: whether the call was done is unknown, and the same again is safe.`);
  }

  function away() {
    return storeUnavailable(`Redis is away (${connection.reason()}): it is tried again all the time.`);
  }
}

interface Attempt {
  wasSent: boolean;
  /** Who owes an answer to it. */
  asked?: Client | undefined;
}

async function attempts(
  connection: Connection<Use>,
  first: ScriptCall,
  { attempt, isOver }: { readonly attempt: Attempt; readonly isOver: () => boolean },
): Promise<unknown> {
  for (let call = first; ;) {
    const { client, use } = await connection.ready();
    // Its caller was told that nothing was done.
    if (isOver()) return undefined;
    Object.assign(attempt, { asked: client, wasSent: true });
    try {
      return await use(call);
    } catch (thrown) {
      attempt.asked = undefined;
      call = await nextCall(call, thrown);
    }
  }
}

/** How the call is repeated, or a rejection where repeating it would not help. */
async function nextCall(call: ScriptCall, thrown: unknown): Promise<ScriptCall> {
  if (isStoreUnavailable(thrown)) throw thrown;
  const verdict = verdictOf(thrown);
  if (verdict.kind === 'reload' && call.loaded) return { ...call, loaded: false };
  if (verdict.kind !== 'lost') throw scriptError(call.script.name, thrown, verdict);
  await sleep(repeatAfterMs);
  return call;
}
