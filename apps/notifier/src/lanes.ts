import type { Channel } from '@helix/notify-core';
import { exponential, type Lane, type Rate } from '@helix/reliability';
import type { ChannelConfig } from './config/config.js';

/** How the configuration of a channel reads as a lane of the worker. */
export function laneOf({ name, concurrency, retry, rateLimit, breaker }: ChannelConfig): Lane {
  return {
    backoff: exponential(retry ? backoffOptions(retry) : untilExpired),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rateLimit ? { rates: [rateOf(name, rateLimit)] } : {}),
    ...(breaker === undefined ? {} : { breaker: breaker === 'off' ? false : breaker }),
  };
}

/** The limits that a channel's lane is held to: the operator's own, else those that its type documents. */
export function ratesOf({ name, rateLimit }: ChannelConfig, channel: Channel): readonly Rate[] {
  return rateLimit ? [rateOf(name, rateLimit)] : channel.rates;
}

/** Without `retry:` a delivery is tried until it expires. */
const untilExpired = { maxAttempts: Infinity, initialMs: 1_000, factor: 2, maxMs: 600_000 };

function backoffOptions({
  maxAttempts,
  initialDelayMs,
  backoffMultiplier,
  maxDelayMs,
  jitter,
}: NonNullable<ChannelConfig['retry']>) {
  return { maxAttempts, initialMs: initialDelayMs, factor: backoffMultiplier, maxMs: maxDelayMs, jitter };
}

/** The operator's own limit, in place of the provider's documented ones. */
function rateOf(name: string, { maxPerSecond, maxPerMinute, burstSize }: NonNullable<ChannelConfig['rateLimit']>) {
  return { scope: [], key: `channel:${name}`, perSecond: maxPerSecond, perMinute: maxPerMinute, burst: burstSize };
}
