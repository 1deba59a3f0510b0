import { createHmac, timingSafeEqual } from 'node:crypto';

export interface VerifyOptions {
  /** Milliseconds since the epoch; the system's clock. */
  readonly now?: (() => number) | undefined;
  /** How far the timestamp may be from now, either way. 300. */
  readonly toleranceSeconds?: number | undefined;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Whether a request is signed as Standard Webhooks demand: HMAC-SHA256 of `id.timestamp.body`.
 *
 * @param headers with lower-case names, as node:http gives them; `webhook-signature` may list several signatures.
 * @param secret `whsec_` and base64.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifySignature(headers: Headers, body: string, secret: string, options: VerifyOptions = {}): boolean {
  const { now = Date.now, toleranceSeconds = 300 } = options;
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(now() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const given = signatures.split(' ').filter(signature => signature.startsWith('v1,'));
  return given.some(signature => sameBytes(Buffer.from(signature.slice(3), 'base64'), expected));
}
