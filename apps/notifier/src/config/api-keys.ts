import { createHash } from 'node:crypto';
import { Secret, secret, z } from '@helix/notify-core';

export const scopes = ['events:write', 'read', 'operate', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** A key that the API accepts: its digest only, so that the key itself is nowhere to be read. */
export interface ApiKey {
  readonly name: string;
  /** In lower-case hexadecimal. */
  readonly keySha256: string;
  readonly scopes: readonly Scope[];
}

const entry = z
  .strictObject({
    name: z.string().min(1),
    key: secret(z.string()).optional(),
    keySha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'expected a SHA-256 digest: 64 hexadecimal digits')
      .optional(),
    scopes: z.array(z.enum(scopes)).min(1, 'expected at least one scope'),
  })
  .refine(({ key, keySha256 }) => (key === undefined) !== (keySha256 === undefined), {
    error: 'expected a key that is not empty, or key_sha256, and not both',
  });

/** Entries with a name and scopes, or bare keys, which may do everything. */
export const apiKeysSchema = z
  .array(z.union([secret(z.string()), entry]))
  .default([])
  .transform(entries => entries.map(apiKeyOf));

function apiKeyOf(given: Secret | z.output<typeof entry>, position: number): ApiKey {
  if (Secret.is(given)) return { name: `key-${position + 1}`, keySha256: digestOf(given), scopes };
  const { name, key, keySha256 = '', scopes: allowed } = given;
  return { name, keySha256: key ? digestOf(key) : keySha256.toLowerCase(), scopes: allowed };
}

const digestOf = (key: Secret) => createHash('sha256').update(key.reveal()).digest('hex');
