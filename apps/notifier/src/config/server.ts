import { isIP } from 'node:net';
import { z } from '@helix/notify-core';
import { apiKeysSchema } from './api-keys.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';

/** Where the service listens, and who may speak to it. */
export const serverSchema = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('The address to bind to'),
    port: z.int().min(0).max(65_535).default(8420).describe('0 takes any free port'),
    apiKeys: apiKeysSchema,
  })
  .prefault({});

export type ServerConfig = Readonly<z.output<typeof serverSchema>>;

/** A service without keys is for this machine only. */
export function requireKeys({ host, apiKeys }: ServerConfig, path: Path, reading: Reading): void {
  if (apiKeys.length || isLoopback(host)) return;
  const problem = 'other machines reach this address, and no key is asked of them';
  reading.error([...path, 'host'], `${problem}; add server.api_keys, or bind to 127.0.0.1`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
