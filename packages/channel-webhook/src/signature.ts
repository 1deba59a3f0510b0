import { createHmac } from 'node:crypto';
import { z, type Secret } from '@helix/notify-core';
import { signingKeyBytes } from './limits.js';

const { min, max } = signingKeyBytes;
const prefix = 'whsec_';

/** A secret as Standard Webhooks prints it. */
export const signingSecret = z
  .string()
  .refine(isSigningSecret, `must be ${prefix} and the base64 of ${min} to ${max} bytes`);

function isSigningSecret(value: string): boolean {
  const bytes = keyOf(value).length;
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(value) && bytes >= min && bytes <= max;
}

const keyOf = (secret: string) => Buffer.from(secret.slice(prefix.length), 'base64');

/**
 * The id of a delivery as `webhook-id`: the same for each of its attempts, so that a receiver can tell a repeat. The dot
 * separates the parts of what is signed, and a header holds ASCII alone; both are percent-encoded.
 */
export function webhookId(deliveryId: string): string {
  return encodeURIComponent(deliveryId.toWellFormed()).replaceAll('%3A', ':').replaceAll('.', '%2E');
}

/** What one attempt adds to its headers: its time, and one signature for each secret over exactly the text that is sent. */
export function signatureHeaders(
  { id, text, atMs }: { readonly id: string; readonly text: string; readonly atMs: number },
  secrets: readonly Secret[],
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const sign = (key: Buffer) => createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  const signatures = secrets.map(secret => `v1,${sign(keyOf(secret.reveal()))}`);
  return { 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
