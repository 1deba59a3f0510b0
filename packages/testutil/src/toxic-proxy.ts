import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FakeClock } from './clock.js';
import { joined, type Connection, type Shared } from './toxic/connection.js';
import { reset } from './toxic/reset.js';
import type { Toxic } from './toxic/toxic.js';

export interface ToxicProxyOptions {
  /** Where connections lead; `host` is 127.0.0.1. */
  readonly target: { readonly host?: string | undefined; readonly port: number };
  /** What latencies and slow lines wait by: the process's timers. */
  readonly clock?: Pick<FakeClock, 'sleep'> | undefined;
}

export interface ToxicCounts {
  readonly connections: number;
  readonly open: number;
  readonly refused: number;
  /** What arrived there, in bytes. */
  readonly toTarget: number;
  readonly toClient: number;
}

/** A TCP proxy on 127.0.0.1 that passes everything on until it is told otherwise. */
export interface ToxicProxy extends AsyncDisposable {
  readonly port: number;
  /** Switches a toxic on, for open connections too. Several work in the order of their adding. The answer switches it off. */
  add(toxic: Toxic): () => void;
  /** Switches all toxics off. */
  reset(): void;
  /** Ends every open connection with an RST. */
  cut(): void;
  /** What is open now passes nothing any more, and neither side learns of the other's end. New connections do pass. */
  halfOpen(): void;
  counts(): ToxicCounts;
  /** Ends the proxy and its connections at once. */
  close(): Promise<void>;
}

/** Starts a proxy to `target` on a free port. */
export async function toxicProxy({ target, clock }: ToxicProxyOptions): Promise<ToxicProxy> {
  const { host = '127.0.0.1', port: targetPort } = target;
  const toxics = new Set<Toxic>();
  const connections = new Map<Connection, readonly Socket[]>();
  const counts = { connections: 0, refused: 0, toTarget: 0, toClient: 0 };
  const shared: Shared = {
    toxics,
    switchOff: toxic => void toxics.delete(toxic),
    sleep: (ms, signal) => (clock ? clock.sleep(ms, signal) : wait(ms, undefined, { signal })),
    arrived: (direction, bytes) => void (counts[direction] += bytes),
  };
  const server = createServer({ allowHalfOpen: true }, accept);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  function accept(client: Socket) {
    counts.connections += 1;
    if ([...toxics].some(({ kind }) => kind === 'refuse')) {
      counts.refused += 1;
      reset(client);
      return;
    }
    const toTarget = connect({ host, port: targetPort, allowHalfOpen: true });
    const connection = joined(client, toTarget, shared);
    const sockets = [client, toTarget];
    connections.set(connection, sockets);
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on('close', () => {
        if (sockets.every(({ closed }) => closed)) connections.delete(connection);
      });
    }
  }

  async function close() {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const socket of [...connections.values()].flat()) socket.destroy();
    await closed;
  }

  return {
    port,
    add(toxic) {
      toxics.add(toxic);
      return () => void toxics.delete(toxic);
    },
    reset: () => toxics.clear(),
    cut() {
      for (const connection of connections.keys()) connection.reset();
    },
    halfOpen() {
      for (const connection of connections.keys()) connection.halfOpen();
    },
    counts: () => ({ ...counts, open: connections.size }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
