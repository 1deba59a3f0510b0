import { setImmediate as turn } from 'node:timers/promises';
import { isStoreUnavailable } from '../../unavailable.js';
import type { RedisLink, Script } from './link.js';

/** Counts its runs, and what was new to it by their token. */
export const counting: Script = {
  name: 'counting',
  source: `redis.call('INCR', KEYS[1] .. ':runs')
if redis.call('SET', KEYS[1] .. ':' .. ARGV[1], '', 'NX') then redis.call('INCR', KEYS[1]) end
return { redis.call('GET', KEYS[1]), redis.call('GET', KEYS[1] .. ':runs') }`,
};
export const echo: Script = { name: 'echo', source: 'return ARGV' };

export const using = (link: RedisLink) => ({ ...link, [Symbol.asyncDispose]: () => link.close() });

export const rejection = (call: Promise<unknown>) =>
  call.then(
    () => new Error('It was done.'),
    (thrown: unknown) => thrown as Error,
  );

/** What a caller does while Redis is away: the same again, until it is answered. */
export async function untilAnswered(call: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const answer = await call().catch((thrown: unknown) => {
      if (!isStoreUnavailable(thrown)) throw thrown;
    });
    if (answer !== undefined) return answer;
    await turn();
  }
}
