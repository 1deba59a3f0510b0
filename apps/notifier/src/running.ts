import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { App } from './app.js';
import { failure, type Failure } from './cli/failure.js';
import { createServer } from './http/server.js';
import type { StoreState } from './queue/store-state.js';

const requestGraceMs = 2_000;
// A store that can never be opened says so at once; one that is only away is waited for, and meanwhile we answer 503.
const storePatienceMs = 2_000;

/** A running notifier that listens. */
export interface Running {
  readonly url: string;
  /** Takes no new requests and makes no new claims, finishes those there are; resolves as `App.close` does. */
  close(): Promise<number | undefined>;
}

/** Opens the store and listens for requests. A store that cannot be opened, and a port that is taken, are told in one sentence. */
export async function listen(app: App, log: Logger): Promise<Running> {
  const { host, port } = app.config.server;
  const server = createServer(app, log);
  try {
    await opened(app.store);
    await server.listen({ host, port }).catch((error: unknown) => {
      throw cannotListen(error, host, port);
    });
  } catch (error) {
    await app.close(0);
    throw error;
  }
  const { port: actual } = server.server.address() as { port: number };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      await Promise.all([app.stop(), closed(server)]);
      return app.close();
    },
  };
}

/** Waits for the store as long as it may yet refuse to open. */
async function opened({ opened, broken }: StoreState): Promise<void> {
  const over = new AbortController();
  const patience = sleep(storePatienceMs, undefined, { signal: over.signal }).catch(() => undefined);
  const error = await Promise.race([opened, patience, broken]);
  over.abort();
  if (error) throw storeFailure(error);
}

/** Ends the command with what the store says; users know it as "queue". */
export const storeFailure = ({ message }: Error): Failure => failure(message.replace(/^\w+Queue: /, 'queue: '));

async function closed(server: FastifyInstance): Promise<void> {
  // Node stops watching slow requests once it closes: one that is sent half would hold us for ever.
  const cut = setTimeout(() => server.server.closeAllConnections(), requestGraceMs);
  await server.close();
  clearTimeout(cut);
}

function cannotListen(error: unknown, host: string, port: number): Error {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE')
    return failure(`port ${port} on ${host} is in use: stop what runs there, or pass another with --port`);
  if (code === 'EACCES') return failure(`port ${port} on ${host} may not be opened by this user: use one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return failure(`server.host: ${host} is not an address of this machine`);
  return failure(`server: cannot listen on ${host}, port ${port}: ${(error as Error).message}`);
}
