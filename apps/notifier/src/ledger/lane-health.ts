import { breaker, type BreakerState, type Counts } from '@helix/reliability';
import type { App } from '../app.js';
import { ratesOf } from '../lanes.js';
import { own } from '../own.js';
import type { CountsByLane } from './stats.js';

/** How a channel's lane stands: for a person, for its breaker, for its limiters. */
export interface LaneHealth {
  readonly paused?: Counts['paused'] | undefined;
  readonly breaker: BreakerState;
  /** How long a 429 still closes it. */
  readonly limitedMs: number;
  /** Deliveries that wait, tried before or not. */
  readonly waiting: number;
}

/** What keeps a lane from sending, and until when, where that is known. */
export interface Hold {
  readonly reason: string;
  readonly until?: number | undefined;
}

/** `counts`: those of the whole queue. */
export async function laneHealth(app: App, name: string, counts: CountsByLane): Promise<LaneHealth> {
  const lane = own(counts, name);
  return {
    paused: lane?.paused,
    breaker: await laneBreaker(app, name).state(),
    limitedMs: await limitedMs(app, name),
    waiting: lane ? lane.waiting + lane.retrying : 0,
  };
}

/** The breaker of a channel's lane, as all workers share it through the store. */
export const laneBreaker = ({ queue }: App, name: string) => breaker({ name, records: queue.records });

/** Asked for nothing, a limiter says how long it is closed, and spends nothing. */
async function limitedMs({ config, channels, queue }: App, name: string): Promise<number> {
  const [channel, opened] = [own(config.channels, name), own(channels, name)];
  if (!channel || typeof opened !== 'object') return 0;
  const laneItself = { scope: [], key: `lane:${name}` };
  const limiters = [laneItself, ...ratesOf(channel, opened)].map(rate => queue.limiter(rate));
  const answers = await Promise.all(limiters.map(limiter => limiter.take(0)));
  return Math.max(...answers.map(({ waitMs }) => waitMs));
}

/** A person's pause goes before an open breaker, that before a limiter which a 429 has closed. */
export function holdOf(health: LaneHealth, now: number): Hold | undefined {
  const { paused, breaker, limitedMs } = health;
  if (paused) return { reason: 'paused', until: paused.until };
  if (breaker.state === 'open') return { reason: breaker.reason ?? 'circuit_open', until: breaker.until };
  return limitedMs > 0 ? { reason: 'rate_limited', until: now + limitedMs } : undefined;
}
