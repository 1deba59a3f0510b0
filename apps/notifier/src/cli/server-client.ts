import { request } from 'undici';
import { failure } from './failure.js';

export interface ServerOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
}

type Method = 'GET' | 'POST' | 'DELETE';
interface Answer {
  readonly status: number;
  /** Undefined where it is no JSON. */
  readonly value: unknown;
}

/** Calls a running server; what it refuses, and its absence, end the command with one sentence. */
export async function callServer(
  server: ServerOptions,
  method: Method,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await askServer(server, method, path, body);
  assertDone(server, answer);
  return answer.value;
}

/** Throws what the server refused. */
export function assertDone({ url }: ServerOptions, { status, value }: Answer): void {
  if (status === 204 || (status < 300 && value !== undefined)) return;
  if (status === 401)
    throw failure(`${url} refused the key: set HELIX_API_KEY to one of the keys in its server.api_keys`);
  const { detail } = (value ?? {}) as { readonly detail?: string };
  throw failure(`${url} refused: ${status} ${detail ?? 'it does not answer like a notifier'}`);
}

/** Calls a running server, whatever it answers. */
export async function askServer(
  { url, apiKey }: ServerOptions,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer> {
  if (!URL.canParse(url)) throw failure(`--server: "${url}" is not a URL such as http://127.0.0.1:8420`);
  const answer = await request(new URL(path, url), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((error: unknown) => {
    throw failure(
      `no notifier answers at ${url} (${codeOf(error)}): start one with "helix-notifier serve", or name it with --server`,
    );
  });
  return { status: answer.statusCode, value: parsed(await answer.body.text()) };
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? 'no connection';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
