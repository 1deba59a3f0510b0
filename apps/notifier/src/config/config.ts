import type { ChannelType, EventMapping, Rule } from '@helix/notify-core';
import type { Lane } from './lane.js';
import type { Network, Retention } from './limits.js';
import type { QueueConfig } from './queue.js';
import type { ServerConfig } from './server.js';

export type { ApiKey, Scope } from './api-keys.js';

/** A configuration that was checked as a whole. It holds secrets: `channels.*.options` is never to be printed. */
export interface Config {
  readonly server: ServerConfig;
  readonly queue: QueueConfig;
  readonly network: Network;
  readonly retention: Retention;
  /** The channel to which the notifier tells of its own trouble. */
  readonly operatorChannel?: string | undefined;
  readonly events: EventMapping;
  /** By name, in the order of the file. */
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  readonly rules: readonly Rule[];
}

/** One configured way out: what its type takes, and how its lane behaves. */
export interface ChannelConfig extends Lane {
  readonly name: string;
  readonly type: ChannelType;
  readonly enabled: boolean;
  /** Why it is off: `enabled: false`, or `webhook_url is empty`; null where it is on. */
  readonly reason: string | null;
  /** What `type(options)` takes, secrets in clear; undefined where the channel is off. */
  readonly options: unknown;
}
