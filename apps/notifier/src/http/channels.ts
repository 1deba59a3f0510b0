import { notificationFields, z } from '@helix/notify-core';
import type { App } from '../app.js';
import { channelShapes } from '../ledger/channel-shape.js';
import { parseInput } from './parse-input.js';
import { problem } from './problem.js';

const pauseBody = z.strictObject({
  reason: z.string().max(500).nullish(),
  until: notificationFields.time
    .transform(time => Date.parse(time))
    .refine(ms => ms > Date.now(), 'must be in the future')
    .nullish(),
});

/** `GET /v1/channels`, in the order of the configuration. */
export async function listChannels(app: App) {
  return { items: await channelShapes(app), cursor: null };
}

/** `POST /v1/channels/:name/pause`: nothing of it leaves until it is resumed, or the time has come. */
export async function pauseChannel(app: App, name: string, body: unknown, by: string) {
  const { reason, until } = parseInput(pauseBody, body ?? {});
  await findChannel(app, name);
  await app.queue.pause(name, { reason: reason ?? '', by, ...(until == null ? {} : { until }) });
  return findChannel(app, name);
}

/** `POST /v1/channels/:name/resume`: ends the pause, and closes its breaker. */
export async function resumeChannel(app: App, name: string) {
  await findChannel(app, name);
  await app.queue.resume(name);
  return findChannel(app, name);
}

async function findChannel(app: App, name: string) {
  const [channel] = await channelShapes(app, name);
  if (!channel) throw problem('not_found', `there is no channel "${name}"`);
  return channel;
}
