import { createNotifier, type Channel, type ChannelType, type Notification, type Notifier } from '@helix/notify-core';
import {
  isStoreUnavailable,
  queued,
  type AddResult,
  type Attempt,
  type Counts,
  type Queue,
  type WorkerEvent,
} from '@helix/reliability';
import type { ChannelConfig, Config } from './config/config.js';
import { laneOf } from './lanes.js';
import { openQueue } from './queue/open-queue.js';
import type { StoreState } from './queue/store-state.js';

/** The notifier as it runs: what the HTTP API and the CLI speak to. */
export interface App {
  readonly config: Config;
  readonly channels: Readonly<Record<string, Channel | 'off'>>;
  readonly queue: Queue<Notification>;
  readonly notifier: Notifier<AddResult>;
  readonly store: StoreState;
  /** The last attempt of each channel that failed here, by its name. */
  readonly lastErrors: ReadonlyMap<string, Attempt>;
  /** Claims no more, and finishes what is on its way, at most `graceMs` (10 s); the rest is given back. Adding goes on. */
  stop(graceMs?: number): Promise<void>;
  /** Stops, closes what was opened here, and tells how many deliveries still wait; undefined where the store is away. */
  close(graceMs?: number): Promise<number | undefined>;
}

/** The wiring: configuration → channels, queue, notifier. Read this first. */
export async function createApp(config: Config, on?: (event: WorkerEvent) => void): Promise<App> {
  const { queue, store } = await openQueue(config);
  const channels = openChannels(config);
  const { lastErrors, note } = errorNotes();
  const notifier = createNotifier({
    channels,
    rules: config.rules,
    events: config.events,
    expiresAfterMs: byChannel(config, channel => channel.expiresAfterMs),
    deliver: queued(queue, {
      lanes: byChannel(config, laneOf),
      on: event => {
        note(event);
        on?.(event);
      },
    }),
  });
  const unlessAway = (error: unknown): undefined => {
    if (store.isReady() && !isStoreUnavailable(error)) throw error;
  };
  const stop = async (graceMs?: number) => {
    // What was asked of a store that never opened waits for that: closing ends the waiting.
    if (!store.isReady()) await queue.close();
    // Where the store is away nothing can be given back: those leases run out by themselves.
    await notifier.close(graceMs).catch(unlessAway);
  };
  return {
    config,
    channels,
    queue,
    notifier,
    store,
    lastErrors,
    stop,
    async close(graceMs) {
      await stop(graceMs);
      const left = waitingIn(await queue.counts().catch(unlessAway));
      await closeChannels(channels);
      await queue.close();
      return left;
    },
  };
}

function errorNotes() {
  const lastErrors = new Map<string, Attempt>();
  const note = (event: WorkerEvent) => {
    if (event.kind === 'attempt' && event.attempt && event.attempt.result !== 'ok')
      lastErrors.set(event.lane, event.attempt);
  };
  return { lastErrors, note };
}

function waitingIn(counts: Readonly<Record<string, Counts>> | undefined): number | undefined {
  const lanes = counts && Object.values(counts);
  return lanes?.reduce((sum, { waiting, retrying, leased }) => sum + waiting + retrying + leased, 0);
}

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

function byChannel<T>({ channels }: Config, of: (channel: ChannelConfig) => T): Record<string, T> {
  const enabled = Object.entries(channels).filter(([, channel]) => channel.enabled);
  return Object.fromEntries(enabled.map(([name, channel]) => [name, of(channel)]));
}
