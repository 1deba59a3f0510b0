import type { Attempt, BreakerState } from '@helix/reliability';
import type { App } from '../app.js';
import type { ChannelConfig } from '../config/config.js';
import { inFileNames } from '../config/file-names.js';
import { laneHealth, type LaneHealth } from './lane-health.js';
import { timeOf } from './times.js';

/** The channels as `GET /v1/channels` shows them, in the order of the configuration; `only`: the one of that name. */
export async function channelShapes(app: App, only?: string) {
  const counts = await app.queue.counts();
  const channels = Object.values(app.config.channels).filter(({ name }) => only === undefined || name === only);
  return Promise.all(channels.map(async channel => shapeOf(app, channel, await laneHealth(app, channel.name, counts))));
}

function shapeOf({ channels, lastErrors }: App, channel: ChannelConfig, health: LaneHealth) {
  const { name, type, enabled, reason } = channel;
  const opened = channels[name];
  return {
    name,
    type: type.type,
    label: type.label,
    enabled,
    reason,
    paused: pauseShape(health.paused),
    breaker: breakerShape(health.breaker),
    // How many could leave at once only spending them would tell.
    limiter: { available: null, wait_ms: health.limitedMs },
    waiting: health.waiting,
    last_error: errorShape(lastErrors.get(name)),
    config: typeof opened === 'object' ? inFileNames(opened.describe(), [type.config]) : null,
  };
}

const pauseShape = (paused: LaneHealth['paused']) =>
  paused
    ? { reason: paused.reason || null, by: paused.by, since: timeOf(paused.since), until: timeOf(paused.until) }
    : null;

const breakerShape = ({ state, reason, until }: BreakerState) => ({
  state,
  reason: reason ?? null,
  until: timeOf(until),
});

const errorShape = (attempt: Attempt | undefined) =>
  attempt
    ? {
        at: timeOf(attempt.at),
        code: attempt.result,
        status: attempt.status ?? null,
        detail: attempt.detail ?? null,
      }
    : null;
