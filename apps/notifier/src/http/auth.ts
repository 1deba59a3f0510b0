import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';
import type { ApiKey, Scope } from '../config/config.js';
import { problem } from './problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The name of the key that it came with; `api` where no keys are configured. */
    caller: string;
  }
}

/** Asks for a key that has the scope; without configured keys everybody may do everything. */
export function authorizer(keys: readonly ApiKey[]): (scope: Scope) => onRequestHookHandler {
  const known = keys.map(({ name, keySha256, scopes }) => ({ name, digest: Buffer.from(keySha256, 'hex'), scopes }));
  return scope => (request, _reply, done) => {
    if (known.length === 0) return done();
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const digest = createHash('sha256')
      .update(given ?? '')
      .digest();
    // Every key is compared, each in constant time, so that the answer's time tells nothing of which one is near.
    const matches = known.filter(key => timingSafeEqual(key.digest, digest));
    if (given === undefined || !matches[0])
      return done(problem('unauthorized', 'send a valid key as "Authorization: Bearer KEY"'));
    if (!matches[0].scopes.includes(scope)) return done(problem('forbidden', `this key lacks the scope "${scope}"`));
    request.caller = matches[0].name;
    done();
  };
}
