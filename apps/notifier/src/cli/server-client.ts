import { request } from 'undici';
import { failure } from './failure.js';

export interface ServerOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
}

/** Calls a running server; what it refuses, and its absence, end the command with one sentence. */
export async function callServer(
  { url, apiKey }: ServerOptions,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  if (!URL.canParse(url)) throw failure(`--server: "${url}" is not a URL such as http://127.0.0.1:8420`);
  const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
  const answer = await request(new URL(path, url), {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((error: unknown) => {
    throw failure(
      `no notifier answers at ${url} (${codeOf(error)}): start one with "helix-notifier serve", or name it with --server`,
    );
  });
  const text = await answer.body.text();
  const value = parsed(text);
  if (answer.statusCode < 300 && value !== undefined) return value;
  if (answer.statusCode === 401)
    throw failure(`${url} refused the key: set HELIX_API_KEY to one of the keys in its server.api_keys`);
  const { detail } = (value ?? {}) as { readonly detail?: string };
  throw failure(`${url} refused: ${answer.statusCode} ${detail ?? 'it does not answer like a notifier'}`);
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? 'no connection';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
