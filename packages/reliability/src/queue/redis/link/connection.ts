import { sleep } from '../../../clock.js';
import { warnOnce } from '../../../warn-once.js';
import { storeUnavailable } from '../../unavailable.js';
import type { Client } from './client.js';
import { needsSomebody, reasonOf } from './errors.js';
import { connectionState, type ConnectionState } from './connection-state.js';
import { heldClient } from './held-client.js';
import { isRefusal } from './server.js';

/** Ends where the server was refused, or by `close`. */
export interface Connection<T> extends Pick<ConnectionState<T>, 'ready' | 'awayMs' | 'reason'> {
  /** Another client in the place of one that does not answer. */
  replace(client: Client): void;
  close(): void;
}

// How long a server that cannot be used as it is set up is left alone.
const pauseMs = 1_000;

/** `open` looks at the server whenever the client has connected: a failover leads to another one. */
export function connection<T>(make: () => Client, open: (client: Client) => Promise<T>): Connection<T> {
  const state = connectionState<T>();
  // What comes of an earlier connection does not count.
  let epoch = 0;
  // Nobody may be calling, and those who wait for `ready` are told nothing.
  const warn = warnOnce('The connection to Redis');
  const client = heldClient(make, { ready: made => void inspect(made), lost, failed });
  const { ready, awayMs, reason } = state;
  return { ready, awayMs, reason, replace: client.replace, close };

  function lost() {
    epoch += 1;
    state.away();
  }

  async function inspect(made: Client) {
    const mine = (epoch += 1);
    while (mine === epoch) {
      try {
        const use = await open(made);
        if (mine === epoch) state.up({ client: made, use });
        return;
      } catch (thrown) {
        if (mine === epoch) failed(thrown);
      }
      await sleep(pauseMs, state.ended);
    }
  }

  function failed(thrown: unknown) {
    state.tell(thrown);
    // At the start somebody is there to read it; later the next failover may lead away again.
    if (isRefusal(thrown) && !state.wasUp()) end(thrown);
    else if (isRefusal(thrown) || needsSomebody(thrown)) warn(new Error(reasonOf(thrown)));
  }

  function close() {
    end(storeUnavailable('redisQueue: the queue was closed.'));
  }

  function end(reason: Error) {
    epoch += 1;
    state.end(reason);
    client.close();
  }
}
