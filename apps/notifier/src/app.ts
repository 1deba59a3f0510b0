import { createNotifier, type Channel, type ChannelType, type Notification, type Notifier } from '@helix/notify-core';
import {
  exponential,
  memoryQueue,
  queued,
  type AddResult,
  type Lane,
  type Queue,
  type WorkerEvent,
} from '@helix/reliability';
import type { ChannelConfig, Config } from './config/config.js';

/** The notifier as it runs: what the HTTP API and the CLI speak to. */
export interface App {
  readonly config: Config;
  readonly channels: Readonly<Record<string, Channel | 'off'>>;
  readonly queue: Queue<Notification>;
  readonly notifier: Notifier<AddResult>;
  /** Finishes what is on its way, at most `graceMs`, closes what was opened here, and tells how many deliveries still wait. */
  close(graceMs?: number): Promise<number>;
}

/** The wiring: configuration → channels, queue, notifier. Read this first. */
export function createApp(config: Config, on?: (event: WorkerEvent) => void): App {
  const channels = openChannels(config);
  const queue = memoryQueue<Notification>({
    maxSize: config.queue.maxSize,
    retention: { finishedMs: config.retention.finishedMs, maxFinished: config.retention.maxFinished },
  });
  const notifier = createNotifier({
    channels,
    rules: config.rules,
    events: config.events,
    expiresAfterMs: byChannel(config, channel => channel.expiresAfterMs),
    deliver: queued(queue, { lanes: byChannel(config, laneOf), ...(on ? { on } : {}) }),
  });
  return {
    config,
    channels,
    queue,
    notifier,
    async close(graceMs) {
      await notifier.close(graceMs);
      const left = waitingIn(await queue.counts());
      await closeChannels(channels);
      await queue.close();
      return left;
    },
  };
}

const waitingIn = (counts: Awaited<ReturnType<App['queue']['counts']>>) =>
  Object.values(counts).reduce((sum, { waiting, retrying, leased }) => sum + waiting + retrying + leased, 0);

/** Every configured channel by its name; `off` where it is turned off or lacks a credential. */
export function openChannels({ channels, network }: Config): Record<string, Channel | 'off'> {
  const open = ({ type, enabled, options, timeoutMs }: ChannelConfig): Channel | 'off' =>
    enabled ? (type as OpenAny)(options, { network, timeoutMs }) : 'off';
  return Object.fromEntries(Object.entries(channels).map(([name, channel]) => [name, open(channel)]));
}

/** Whoever opened them closes them. */
export async function closeChannels(channels: Readonly<Record<string, Channel | 'off'>>): Promise<void> {
  const open = Object.values(channels).filter(channel => channel !== 'off');
  await Promise.all(open.map(channel => channel.close()));
}

// The options were checked by this very type's schema when the file was loaded.
type OpenAny = (options: unknown, more: Parameters<ChannelType>[1]) => Channel;

/** How the configuration of a channel reads as a lane of the worker. */
function laneOf({ name, concurrency, retry, rateLimit, breaker }: ChannelConfig): Lane {
  return {
    backoff: exponential(retry ? backoffOptions(retry) : untilExpired),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rateLimit ? { rates: [rateOf(name, rateLimit)] } : {}),
    ...(breaker === undefined ? {} : { breaker: breaker === 'off' ? false : breaker }),
  };
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

function byChannel<T>({ channels }: Config, of: (channel: ChannelConfig) => T): Record<string, T> {
  const enabled = Object.entries(channels).filter(([, channel]) => channel.enabled);
  return Object.fromEntries(enabled.map(([name, channel]) => [name, of(channel)]));
}
