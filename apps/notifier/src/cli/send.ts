import {
  createNotifier,
  deliveryOf,
  didYouMean,
  maskUrl,
  toNotification,
  type Channel,
  type DirectResult,
  type NotificationInput,
} from '@helix/notify-core';
import { closeChannels, openChannels } from '../app.js';
import type { Config } from '../config/config.js';
import { exitCodes, failure } from './failure.js';
import { asJson, type Output } from './output.js';

/** The channels are named, so that no rule is asked. */
type Named = NotificationInput & { readonly channels: readonly string[] };

/** One notification to the named channels, without a server: one attempt each. */
export async function send(config: Config, input: Named, output: Output): Promise<number> {
  assertOn(config, input);
  const channels = openChannels(config);
  const notifier = createNotifier({ channels, rules: [] });
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
export async function dryRun(config: Config, input: Named, output: Output): Promise<number> {
  assertOn(config, input);
  const notification = toNotification(input);
  const channels = openChannels(config);
  const preview = ([name, channel]: readonly [string, Channel | 'off']) => {
    const delivery = deliveryOf(
      { id: notification.id, body: notification },
      { lane: name, priority: notification.priority },
    );
    return [name, (channel as Channel).preview(delivery)];
  };
  const named = Object.entries(channels).filter(([name]) => input.channels.includes(name));
  output.line(asJson(Object.fromEntries(named.map(preview))));
  await closeChannels(channels);
  return exitCodes.ok;
}

/** Before anything is opened: every channel that was named is there, and on. */
function assertOn({ channels }: Config, { channels: wanted }: Named): void {
  const known = new Map(Object.entries(channels));
  for (const name of wanted) {
    const channel = known.get(name);
    if (!channel) throw failure(`there is no channel "${name}"${didYouMean(name, known.keys())}`);
    if (!channel.enabled) throw failure(`channel "${name}" is turned off: ${String(channel.reason)}`);
  }
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
