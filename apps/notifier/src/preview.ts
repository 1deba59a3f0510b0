import {
  compileEvents,
  compileRules,
  deliveryOf,
  fromEvent,
  plan,
  type Channel,
  type EventLike,
  type Trace,
} from '@helix/notify-core';
import type { Config } from './config/config.js';
import { notificationShape } from './ledger/notification-shape.js';

/** What would become of an event: the rules that match and why the others do not, and each channel's native message. Sends nothing. */
export function preview(config: Config, channels: Readonly<Record<string, Channel | 'off'>>, event: EventLike) {
  const { notification, notes } = fromEvent(event, compileEvents(config.events));
  const enabled = Object.entries(channels).map(([name, channel]) => [name, { enabled: channel !== 'off' }]);
  const policy = {
    rules: compileRules(config.rules),
    channels: Object.fromEntries(enabled) as Record<string, { enabled: boolean }>,
  };
  const batch = plan(notification, policy, { notes });
  const { rules, more, suppressed } = batch.plan as unknown as Trace;
  const native = batch.jobs.map(job => [job.lane, (channels[job.lane] as Channel).preview(deliveryOf(batch, job))]);
  return {
    notification: notificationShape(notification),
    rules,
    more,
    suppressed,
    notes,
    channels: Object.fromEntries(native) as Record<string, unknown>,
  };
}
