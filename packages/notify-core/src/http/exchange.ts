import type { Dispatcher } from 'undici';
import { DeliveryError } from '../errors.js';
import { abortError, transportError } from './transport-error.js';
import type { Json } from '../json.js';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes out as it is; anything else as JSON. */
  readonly body?: Json | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 64 KiB. */
  readonly text: string;
  /** The text as JSON, parsed when asked for; undefined where it is none. */
  readonly json: unknown;
}

/** What waiting needs of an AbortSignal. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One request on the given dispatcher. Any status is an answer; only what yields none throws a DeliveryError. */
export type Exchange = (request: HttpRequest, signal: Abortable) => Promise<Answer>;

const maxAnswerBytes = 64 * 1024;
const empty = Buffer.alloc(0);

/**
 * Speaks undici's dispatch API, which spares the body stream that `request()` makes. No redirect is followed
 * and nothing is decompressed; reading stops at 64 KiB. Time-outs are the signal's. `refuse` says which addresses must
 * not be called.
 */
export function exchange(dispatcher: Dispatcher, refuse: (url: URL) => DeliveryError | undefined = allowAll): Exchange {
  const targetOf = remembered((url: string) => parseTarget(url, refuse));
  return (request, signal) =>
    new Promise<Answer>((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal));
      let controller: Dispatcher.DispatchController | undefined;
      const abort = () => {
        // First, since the aborted request answers at once with an error of its own.
        reject(abortError(signal));
        // A request that still waits for a connection has no controller yet: it is stopped when it gets one.
        controller?.abort(signal.reason as Error);
      };
      const done = (settle: () => void) => {
        signal.removeEventListener('abort', abort);
        settle();
      };
      signal.addEventListener('abort', abort);

      const chunks: Buffer[] = [];
      let bytes = 0;
      let status = 0;
      let headers: Answer['headers'] = {};
      const answer = () => done(() => resolve(answerOf(status, headers, chunks)));
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(current) {
          controller = current;
          if (signal.aborted) current.abort(signal.reason as Error);
        },
        onResponseStart(_, code, received) {
          status = code;
          headers = received;
        },
        onResponseData(current, chunk) {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes < maxAnswerBytes) return;
          answer();
          current.abort(new Error('the answer is longer than is read'));
        },
        onResponseEnd: answer,
        onResponseError: (_, error) => done(() => reject(transportError(error))),
      };
      try {
        const { origin, path } = targetOf(request.url);
        const { headers: sent, body } = written(request);
        dispatcher.dispatch({ origin, path, method: request.method, headers: sent, body }, handler);
      } catch (error) {
        done(() => reject(transportError(error)));
      }
    });
}

function answerOf(status: number, headers: Answer['headers'], chunks: readonly Buffer[]): Answer {
  const [only = empty, ...more] = chunks;
  const text = (more.length ? Buffer.concat(chunks) : only).toString('utf8', 0, maxAnswerBytes);
  return {
    status,
    headers,
    text,
    get json() {
      return parsed(text);
    },
  };
}

function parsed(text: string): unknown {
  // Most providers answer plain "ok": a first character that no JSON starts with spares the exception.
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function written({ headers = {}, body }: HttpRequest): {
  headers: Readonly<Record<string, string>>;
  body: string | null;
} {
  if (body === undefined || typeof body === 'string') return { headers, body: body ?? null };
  const isTyped = Object.keys(headers).some(name => name.toLowerCase() === 'content-type');
  return {
    headers: isTyped ? headers : Object.assign({ 'content-type': jsonType }, headers),
    body: JSON.stringify(body),
  };
}

const jsonType = 'application/json; charset=utf-8';

const allowAll = () => undefined;

function parseTarget(text: string, refuse: (url: URL) => DeliveryError | undefined): { origin: string; path: string } {
  if (!URL.canParse(text)) throw new DeliveryError('misconfigured', 'the address is not a URL');
  const url = new URL(text);
  const { origin, pathname, search, protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new DeliveryError('misconfigured', 'the address is neither https nor http');
  const refused = refuse(url);
  if (refused) throw refused;
  return { origin, path: pathname + search };
}

/** The last answer is kept: nearly all requests of a channel go to one address. */
function remembered<I, O>(compute: (input: I) => O): (input: I) => O {
  let last: { input: I; output: O } | undefined;
  return input => {
    if (last?.input !== input) last = { input, output: compute(input) };
    return last.output;
  };
}
