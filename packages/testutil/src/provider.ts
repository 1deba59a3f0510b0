import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { receive, type ReceivedRequest } from './received.js';
import { sendReply, statusOf, toReply, type Step } from './reply.js';
import { requestLog } from './request-log.js';

/** Decides what a request gets. It is asked before the request is listed. */
export type Handler = (request: ReceivedRequest) => Step | Promise<Step>;

export interface ProviderOptions {
  /** The default answer: what a request gets when no script is left. 200 without a body. */
  readonly answer?: Step | Handler | undefined;
  /** How many requests `requests()` remembers; older ones are forgotten but still counted. 10,000. */
  readonly keep?: number | undefined;
  /** PEM texts; with them the provider speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/** A real HTTP server on 127.0.0.1 that plays a provider. */
export interface Provider extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Those whose body came whole, oldest first. */
  requests(): readonly ReceivedRequest[];
  count(): number;
  /** Forgets requests and script, and goes back to the first default answer. */
  reset(): void;
  /** One step for each coming request, in place of what is left of an earlier script; `default` is the default answer. */
  script(steps: readonly (Step | 'default')[]): void;
  /** Replaces the default answer. */
  answer(step: Step | Handler): void;
  /** Resolves when `n` requests were received; rejects after `timeoutMs` (5,000), saying how many came. */
  waitFor(n: number, options?: { readonly timeoutMs?: number }): Promise<readonly ReceivedRequest[]>;
  /** Called for each request once its status is decided. Returns the function that ends it. */
  onRequest(listener: (request: ReceivedRequest) => void): () => void;
  /** Ends every connection at once, hanging ones included. */
  close(): Promise<void>;
}

/** Starts a provider on a free port of 127.0.0.1. */
export async function provider(options: ProviderOptions = {}): Promise<Provider> {
  const { answer: firstAnswer = 200, keep = 10_000, tls } = options;
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  const { port, close } = await listen(server);
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const log = requestLog(`The provider at ${url}`, keep);
  const listeners = new Set<(request: ReceivedRequest) => void>();
  let steps: (Step | 'default')[] = [];
  let fallback = firstAnswer;

  function nextStep(request: ReceivedRequest): Step | Promise<Step> {
    const step = steps.shift() ?? 'default';
    if (step !== 'default') return step;
    return typeof fallback === 'function' ? fallback(request) : fallback;
  }

  // From the end of the body to `log.add` nothing is awaited: parallel requests take one step each, in the order of the log.
  async function take(received: ReceivedRequest, response: ServerResponse): Promise<void> {
    const request: { -readonly [K in keyof ReceivedRequest]: ReceivedRequest[K] } = { ...received };
    const step = nextStep(request);
    if (!isPromise(step)) request.status = statusOf(toReply(step));
    log.add(request);
    const reply = toReply(await step);
    request.status = statusOf(reply);
    for (const listener of listeners) listener(request);
    await sendReply(response, reply, request);
  }

  function handle(...[message, response]: Parameters<RequestListener>): void {
    receive(message)
      .then(request => (request ? take(request, response) : void response.writeHead(413).end()))
      .catch((error: unknown) => refuse(response, error));
  }

  async function closeAll(): Promise<void> {
    log.close();
    await close();
  }

  return {
    url,
    port,
    requests: log.requests,
    count: log.count,
    waitFor: log.waitFor,
    reset() {
      log.reset();
      steps = [];
      fallback = firstAnswer;
    },
    script: next => void (steps = [...next]),
    answer: next => void (fallback = next),
    onRequest(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: closeAll,
    [Symbol.asyncDispose]: closeAll,
  };
}

// Not `instanceof`: under jest a promise of Node's own is of another realm.
const isPromise = (step: Step | Promise<Step>): step is Promise<Step> => typeof step === 'object' && 'then' in step;

/** A handler that threw is a mistake in the test, so its message is what the client sees; a gone client sees nothing. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(500).end(`The provider's handler failed: ${String(error)}`);
}

async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A pooled client must not meet a connection that the server is just ending.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const closed = once(server, 'close');
  async function close(): Promise<void> {
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  return { port: (server.address() as AddressInfo).port, close };
}
