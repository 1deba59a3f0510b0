import type { Logger } from 'pino';
import type { App } from './app.js';
import { failure } from './cli/failure.js';
import { createServer } from './http/server.js';

const requestGraceMs = 2_000;

/** A running notifier that listens. */
export interface Running {
  readonly url: string;
  /** Resolves with how many deliveries still wait. */
  close(): Promise<number>;
}

/** Listens for requests. A port that is taken is told in one sentence. */
export async function listen(app: App, log: Logger): Promise<Running> {
  const { host, port } = app.config.server;
  const server = createServer(app, log);
  try {
    await server.listen({ host, port });
  } catch (error) {
    await app.close(0);
    throw cannotListen(error, host, port);
  }
  const { port: actual } = server.server.address() as { port: number };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      // Node stops watching slow requests once it closes: one that is sent half would hold us for ever.
      const cut = setTimeout(() => server.server.closeAllConnections(), requestGraceMs);
      await server.close();
      clearTimeout(cut);
      return app.close();
    },
  };
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
