import type { Clock } from '../clock.js';
import { limiter, type Limiter } from './limiter.js';
import type { Rate } from './gate.js';

/** One limiter for each key, held to the lowest rate that anybody named for it. */
export function sharedLimiters(clock: Clock): (rate: Rate) => Limiter {
  const limiters = new Map<string, Limiter>();
  return rate => {
    const known = limiters.get(rate.key);
    known?.lower(rate);
    const shared = known ?? limiter(rate, { clock });
    limiters.set(rate.key, shared);
    return shared;
  };
}
