import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request whose body came whole. */
export interface ReceivedRequest {
  readonly method: string;
  /** As sent, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly json: unknown;
  /** When its body was complete, in milliseconds since the epoch. */
  readonly at: number;
  /** The status it is answered with; 0 where it gets none, or none was decided yet. */
  readonly status: number;
}

export const maxBodyBytes = 10 * 1024 * 1024;

/** The whole body; undefined where it is larger than the cap. Rejects where the client broke off. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // What exceeds the cap is read and dropped: a client in the middle of its body would otherwise not see the 413.
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a request to its end; undefined where its body is larger than 10 MiB. Rejects where the client broke off. */
export async function receive(message: IncomingMessage): Promise<ReceivedRequest | undefined> {
  const body = await readBody(message);
  if (body === undefined) return undefined;
  const { method = '', url: path = '', headers } = message;
  return { method, path, headers, body, json: parseJson(body), at: Date.now(), status: 0 };
}
