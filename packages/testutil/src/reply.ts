import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedRequest } from './received.js';

/**
 * What goes wrong instead of a plain answer.
 *
 * - `hang`: the request is taken, no answer ever comes.
 * - `reset`: the connection is reset before any answer.
 * - `cut`: the head and half of the body come, then the connection is reset.
 * - `drip`: the body comes one byte at a time, a byte every 100 ms; without a body that is 1 KiB, so 100 s.
 * - `endless`: the body never ends.
 * - `echo`: the answer is JSON of what came: `{ method, path, headers, body }`.
 */
export type Fault = 'hang' | 'reset' | 'cut' | 'drip' | 'endless' | 'echo';

/** An answer. An object as `body` is sent as JSON. `status` defaults to 200. */
export interface Reply {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | object | undefined;
  readonly delayMs?: number | undefined;
  readonly fault?: Fault | undefined;
}

/** What one request gets: a status without a body, a fault, or a whole reply. */
export type Step = number | Fault | Reply;

const dripIntervalMs = 100;
const longText = '.'.repeat(1024);
const endlessChunk = '.'.repeat(65_536);

export function toReply(step: Step): Reply {
  if (typeof step === 'number') return { status: step };
  return typeof step === 'string' ? { fault: step } : step;
}

/** The status that the client will see; 0 where it gets no answer. */
export function statusOf(reply: Reply): number {
  return reply.fault === 'hang' || reply.fault === 'reset' ? 0 : (reply.status ?? 200);
}

function writeHead(response: ServerResponse, { status = 200, headers, body }: Reply): void {
  const type = typeof body === 'object' ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
}

const bodyText = ({ body = '' }: Reply): string => (typeof body === 'string' ? body : JSON.stringify(body));

function answer(response: ServerResponse, reply: Reply): void {
  writeHead(response, reply);
  response.end(bodyText(reply));
}

function reset({ socket }: ServerResponse): void {
  // Node cannot reset through TLS, where an abrupt end looks the same to the client.
  if (socket && 'encrypted' in socket) socket.destroy();
  else socket?.resetAndDestroy();
}

function cut(response: ServerResponse, reply: Reply): void {
  const text = bodyText(reply) || longText;
  const half = text.slice(0, Math.ceil(text.length / 2));
  writeHead(response, { ...reply, headers: { ...reply.headers, 'content-length': String(Buffer.byteLength(text)) } });
  response.write(half, () => reset(response));
}

async function drip(response: ServerResponse, reply: Reply): Promise<void> {
  writeHead(response, reply);
  for (const byte of Buffer.from(bodyText(reply) || longText)) {
    await pause(response, dripIntervalMs);
    response.write(Buffer.of(byte));
  }
  response.end();
}

function endless(response: ServerResponse, reply: Reply): void {
  const pour = () => void response.write(endlessChunk);
  writeHead(response, reply);
  response.on('drain', pour);
  pour();
}

function echo(response: ServerResponse, reply: Reply, { method, path, headers, body }: ReceivedRequest): void {
  answer(response, { ...reply, body: { method, path, headers, body } });
}

/** Rejects as soon as the client or the server closes the connection, so that no timer outlives it. */
async function pause(response: ServerResponse, ms: number): Promise<void> {
  const gone = new AbortController();
  const abort = () => gone.abort();
  response.once('close', abort);
  await sleep(ms, undefined, { signal: gone.signal });
  response.off('close', abort);
}

type Sender = (response: ServerResponse, reply: Reply, request: ReceivedRequest) => void | Promise<void>;

const senders: Readonly<Record<Fault, Sender>> = { hang: () => undefined, reset, cut, drip, endless, echo };

/** Sends the reply. Rejects where the connection ended before a delay or a drip did. */
export async function sendReply(response: ServerResponse, reply: Reply, request: ReceivedRequest): Promise<void> {
  if (reply.delayMs) await pause(response, reply.delayMs);
  const send: Sender = reply.fault ? senders[reply.fault] : answer;
  await send(response, reply, request);
}
