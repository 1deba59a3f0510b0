import { promised } from '../../../promised.js';
import { blocking, type Blocking } from './block.js';
import { calling, type Call, type Use } from './call.js';
import { clientOf, type Client, type RedisOption } from './client.js';
import { confirmed } from './confirmed.js';
import { connection } from './connection.js';
import { scriptSender } from './script.js';
import { checkServer, type Confirm } from './server.js';

export type { RedisOption } from './client.js';
export type { Script } from './script.js';
export type { Confirm } from './server.js';

/** All that a queue asks of Redis. What rejects with a `storeUnavailable` may be repeated with the same arguments. */
export interface RedisLink {
  /** Replies come as strings, numbers, arrays and null. A `Buffer` among the arguments is sent as it is. */
  readonly run: Call;
  /** The same, and what it wrote is confirmed as `confirm` demands. */
  readonly write: Call;
  /** Waits for a token in the list `key`: a hint, that never rejects. */
  readonly block: Blocking['block'];
  /** Resolves once the server was reached and looked at; rejects where it cannot be used as it is set up. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const defaultDeadlineMs = 2_000;

/** Connects at once, and for as long as it takes. The server is looked at: version, eviction, what `confirm` needs. */
export function redisLink(options: {
  readonly redis: RedisOption;
  readonly confirm: Confirm;
  /** For each call (2,000), and as much again for a confirmation. */
  readonly deadlineMs?: number | undefined;
}): RedisLink {
  const { redis, confirm, deadlineMs = defaultDeadlineMs } = options;
  const send = scriptSender();
  const commands = connection<Use>(() => clientOf(redis, deadlineMs), open);
  // WAIT holds up what is sent after it: claims go on beside it.
  const writesDeadlineMs = confirm === 'none' ? deadlineMs : 2 * deadlineMs;
  const writes = confirm === 'none' ? commands : connection<Use>(() => clientOf(redis, writesDeadlineMs), openWrites);
  const { block, close: closeBlocking } = blocking(redis);
  return {
    run: calling(commands, deadlineMs),
    write: calling(writes, writesDeadlineMs),
    block,
    ready,
    close,
  };

  async function open(client: Client): Promise<Use> {
    await checkServer(client, 'none');
    return plain(client);
  }

  async function openWrites(client: Client): Promise<Use> {
    const confirmation = await checkServer(client, confirm);
    return confirmation ? confirmed(client, confirmation, deadlineMs, send) : plain(client);
  }

  function plain(client: Client): Use {
    return promised(call => send(client, call));
  }

  async function ready() {
    await Promise.all([commands.ready(), writes.ready()]);
  }

  function close() {
    closeBlocking();
    for (const used of [commands, writes]) used.close();
    return Promise.resolve();
  }
}
