import {
  createNotifier,
  deliveryOf,
  maskUrl,
  toNotification,
  type DirectResult,
  type NotificationInput,
} from '@helix/notify-core';
import { closeChannels, openChannels } from '../app.js';
import type { Config } from '../config/config.js';
import { exitCodes, failure } from './failure.js';
import { asJson, type Output } from './output.js';

/** One notification to the named channels, without a server: one attempt each. */
export async function send(config: Config, input: NotificationInput, output: Output): Promise<number> {
  const channels = openChannels(config);
  const notifier = createNotifier({ channels, rules: [] });
  const off = (input.channels ?? []).find(name => channels[name] === 'off');
  if (off !== undefined)
    throw failure(`channel "${off}" is turned off: ${config.channels[off]?.reason ?? 'enabled is false'}`);
  try {
    const results = await notifier.notify(input);
    for (const result of results) (result.ok ? output.line : output.error)(told(result));
    return exitCodeOf(results);
  } finally {
    await notifier.close();
    await closeChannels(channels);
  }
}

/** The exact native request of each channel, secrets masked; nothing is sent. */
export async function dryRun(config: Config, input: NotificationInput, output: Output): Promise<number> {
  const channels = openChannels(config);
  const notification = toNotification(input);
  const preview = (name: string) => {
    const channel = channels[name];
    if (channel === undefined || channel === 'off')
      throw failure(`channel "${name}" is not configured, or is turned off`);
    return channel.preview(
      deliveryOf({ id: notification.id, body: notification }, { lane: name, priority: notification.priority }),
    );
  };
  output.line(asJson(Object.fromEntries((input.channels ?? []).map(name => [name, preview(name)]))));
  await closeChannels(channels);
  return exitCodes.ok;
}

function told(result: DirectResult[number]): string {
  if (!result.ok) return `${result.channel}: failed, ${result.error.code}: ${result.error.message}`;
  const { providerId, url } = result.receipt;
  return [`${result.channel}: delivered`, providerId, url && maskUrl(url)].filter(Boolean).join(' ');
}

function exitCodeOf(results: DirectResult): number {
  const delivered = results.filter(({ ok }) => ok).length;
  if (delivered === results.length) return exitCodes.ok;
  return delivered === 0 ? exitCodes.failed : exitCodes.partly;
}
