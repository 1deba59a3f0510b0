import { sleep } from '../../../clock.js';
import type { Client } from './client.js';

/** What is told of a client; of one that was replaced nothing more is. */
export interface ClientEvents {
  ready(client: Client): void;
  lost(): void;
  failed(error: Error): void;
}

export interface HeldClient {
  /** Another client in the place of this one, which is given up with all that waits in it. */
  replace(client: Client): void;
  close(): void;
}

// Where a client gave up by itself, its successor tries again after this.
const pauseMs = 1_000;

/**
 * One client at a time. One that is stuck is thrown away rather than reconnected: `disconnect` while it is reconnecting
 * parks an ioredis client for ever.
 */
export function heldClient(make: () => Client, events: ClientEvents): HeldClient {
  const closed = new AbortController();
  let current: Client;
  connect();
  return { replace, close };

  function connect() {
    const client = make();
    current = client;
    const ifCurrent = (tell: () => void) => {
      if (client === current && !closed.signal.aborted) tell();
    };
    client.on('ready', () => ifCurrent(() => events.ready(client)));
    client.on('close', () => ifCurrent(() => events.lost()));
    client.on('error', error => ifCurrent(() => events.failed(error)));
    client.on('end', () => void sleep(pauseMs, closed.signal).then(() => replace(client)));
  }

  function replace(client: Client) {
    if (client !== current || closed.signal.aborted) return;
    events.lost();
    client.disconnect();
    connect();
  }

  function close() {
    closed.abort('closed');
    current.disconnect();
  }
}
