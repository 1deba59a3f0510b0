import type { Clock } from '../../clock.js';

// A clock is slewed by less than this all the time; then time stands still for that long.
const jumpMs = 1_000;

/**
 * Time that never runs backwards, nor behind what was seen before (`latest`): a clock that is set back would otherwise
 * make all that is scheduled wait until it has caught up.
 */
export function steadyClock(clock: Clock, latest: number): () => number {
  let last = latest;
  let aheadMs = 0;
  return () => {
    const now = clock.now() + aheadMs;
    if (now < last - jumpMs) aheadMs += last - now;
    last = Math.max(last, now);
    return last;
  };
}
