import type { Clock } from '../../clock.js';
import { breakerKeys } from '../../gates/breaker-state.js';
import type { Queue } from '../queue.js';
import { adding } from './add.js';
import { claiming } from './claim.js';
import { deadLetters } from './dead.js';
import { sharedRedisLimiters } from './link/limiter.js';
import type { RedisLink } from './link/link.js';
import { redisRecords } from './link/records.js';
import { encodeName } from './names.js';
import { reading } from './reading.js';
import { scripts } from './scripts.js';
import { settling } from './settle.js';
import { redisStore, type Limits } from './store.js';
import { taking } from './take.js';
import { waiting } from './waiting.js';

/** The queue of a prefix, over a link that it closes. */
export function queueOver<T>(
  link: RedisLink,
  { prefix, clock, limits }: { readonly prefix: string; readonly clock: Clock | undefined; readonly limits: Limits },
): Queue<T> {
  const closing = new AbortController();
  const store = redisStore({ link, tag: `{${prefix}}`, clock, closed: closing.signal, limits });
  const records = redisRecords(link, prefix, clock);
  return {
    ready: link.ready,
    add: adding(store),
    ...claiming(store),
    settle: settling(store),
    wait: waiting(store),
    ...reading(store),
    dead: deadLetters(store),
    ...taking(store),
    async pause(lane, { until, ...why }) {
      await store.write(scripts.pause, [encodeName(lane), JSON.stringify({ ...why, until }), until ?? '']);
    },
    async resume(lane) {
      for (const key of breakerKeys(lane)) await records.delete(key);
      await store.write(scripts.pause, [encodeName(lane), '', '']);
    },
    limiter: sharedRedisLimiters(link, prefix, clock),
    records,
    close,
    [Symbol.asyncDispose]: close,
  };

  async function close() {
    closing.abort('closed');
    await link.close();
  }
}
