import { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.js';

export interface TlsOptions {
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Opens connections only to addresses that the guard lets through: literals, every answer of a lookup, and the peer itself. */
export function guardedConnector(
  guard: AddressGuard,
  timeoutMs: number,
  tls: TlsOptions = {},
): buildConnector.connector {
  const { rejectUnauthorized = true } = tls;
  const connectors = {
    'https:': buildConnector({ timeout: timeoutMs, lookup: guard.lookup(false), rejectUnauthorized }),
    'http:': buildConnector({ timeout: timeoutMs, lookup: guard.lookup(true) }),
  };
  return (options, done) => {
    const plain = options.protocol === 'http:';
    const refused = guard.refuse(options.hostname, plain);
    if (refused) return done(refused, null);
    connectors[plain ? 'http:' : 'https:'](options, (...[error, socket]) => {
      if (error) return done(error, null);
      // The lookup pinned the address already; this also holds where a socket came from elsewhere.
      const peer = guard.refuse(options.hostname, plain, socket.remoteAddress);
      if (!peer) return done(null, socket);
      socket.destroy();
      done(peer, null);
    });
  };
}
