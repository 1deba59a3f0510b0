import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../../clock.js';
import { sameScope, type Gate, type Rate, type Result } from '../../../gates/gate.js';
import { retryAfterOf, type Limiter } from '../../../gates/limiter.js';
import { isStoreUnavailable } from '../../unavailable.js';
import { scriptOf } from './script.js';
import source from './limiter.lua';
import type { RedisLink } from './link.js';
import { localShare, lowestOf } from './local-share.js';

type Run = Pick<RedisLink, 'run'>;
type Reply = readonly [granted: number, waitMs: number, sharers: number, closedMs: number];

const script = scriptOf('limiter', 'allow-oom', source);

/**
 * One limiter for each key, in Redis under the hash tag `{prefix}`, shared by all that name it. It goes by the server's
 * clock, or by `clock`. While Redis is away each process takes its share of the rate.
 */
export function sharedRedisLimiters(link: Run, prefix: string, clock?: Clock): (rate: Rate) => Gate {
  const id = randomUUID();
  const limiters = new Map<string, Limiter>();
  return rate => {
    const known = limiters.get(rate.key);
    known?.lower(rate);
    const shared = known ?? redisLimiter(rate, { link, key: `{${prefix}}:limiter:${rate.key}`, id, clock });
    limiters.set(rate.key, shared);
    return shared;
  };
}

interface RedisLimiterOptions {
  readonly link: Run;
  readonly key: string;
  /** Of this process, as a sharer. */
  readonly id: string;
  readonly clock: Clock | undefined;
}

function redisLimiter(first: Rate, { link, key, id, clock }: RedisLimiterOptions): Limiter {
  const { now } = clock ?? systemClock;
  const share = localShare(now);
  let limits = lowestOf(first);
  let closedUntil = -Infinity;
  // Whether Redis knows of the closing.
  let told = true;
  return { code: 'rate_limited', take, giveBack, report, lower };

  function lower(rate: Rate) {
    limits = lowestOf(rate, limits);
  }

  async function take(n: number) {
    const closedMs = closedUntil - now();
    if (closedMs > 0 && told) return { granted: 0, waitMs: closedMs };
    const reply = await ask(n, 0);
    if (!reply) return closedMs > 0 ? { granted: 0, waitMs: closedMs } : share.take(n, limits);
    return { granted: reply[0], waitMs: reply[1] };
  }

  async function giveBack(n: number) {
    if (!(await ask(0, n))) share.giveBack(n);
  }

  async function report(results: readonly Result[]) {
    for (const { failure } of results) {
      if (failure?.code !== 'rate_limited' || !sameScope(failure.scope, first.scope)) continue;
      closedUntil = Math.max(closedUntil, now() + retryAfterOf(failure.retryAfterMs));
      told = false;
    }
    if (!told) await ask(0, 0);
  }

  /** Undefined where Redis is away. */
  async function ask(take: number, back: number): Promise<Reply | undefined> {
    const debt = share.collect();
    const closeMs = Math.max(0, closedUntil - now());
    const call = JSON.stringify({ now: clock?.now(), id, take, back, debt, closeMs, ...limits });
    try {
      const reply = (await link.run(script, [key, `${key}:${randomUUID()}`], [call])) as Reply;
      heard(reply);
      return reply;
    } catch (thrown) {
      if (!isStoreUnavailable(thrown)) throw thrown;
      share.owe(debt);
      return undefined;
    }
  }

  function heard([, , sharers, closedMs]: Reply) {
    told = true;
    share.end(sharers);
    closedUntil = Math.max(closedUntil, now() + closedMs);
  }
}
