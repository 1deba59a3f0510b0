import { createHash } from 'node:crypto';
import type { Channel } from './channel/channel.js';
import { direct, type Deliver, type DirectResult } from './direct.js';
import { DeliveryError } from './errors.js';
import { compileEvents, type EventMapping } from './events/event-mapping.js';
import type { EventLike } from './events/event.js';
import { fromEvent } from './events/from-event.js';
import { metrics, type Stats } from './metrics.js';
import { toNotification, type NotificationInput } from './notification.js';
import { notifierOptions } from './notifier-options.js';
import { plan, type Batch, type Policy } from './plan.js';
import { assertOptions } from './problems.js';
import { route } from './route.js';
import { nearest } from './rules/nearest.js';
import { compileRules, type Rule } from './rules/rules.js';

export interface NotifierOptions {
  /** By name. `off`: known to rules, but what goes there is suppressed as `channel_disabled`. */
  readonly channels: Readonly<Record<string, Channel | 'off'>>;
  readonly rules: readonly Rule[];
  readonly events?: EventMapping | undefined;
  /** How long a queue tries a delivery, by channel name; 24 h where nothing is said. */
  readonly expiresAfterMs?: Readonly<Record<string, number>> | undefined;
}

/** Whoever makes a thing closes it: close() stops the delivering and waits; channels and queue stay the caller's. */
export interface Notifier<R> extends AsyncDisposable {
  /** Resolves with what became of it: with `direct` each channel's answer, with a queue that it is stored. */
  notify(input: NotificationInput): Promise<R>;
  handle(event: EventLike): Promise<R>;
  /** Several in one write; the answers in their order. One that cannot be read is rejected alone, with its DeliveryError. */
  handleAll(events: readonly EventLike[]): Promise<PromiseSettledResult<R>[]>;
  stats(): Stats;
  /** Waits at most `graceMs` (10 s) for what is on its way. */
  close(graceMs?: number): Promise<void>;
}

const dayMs = 86_400_000;

/** Turns events and notifications into deliveries on the channels that the rules name. Without `deliver`: directly, in parallel. */
export function createNotifier(options: NotifierOptions): Notifier<DirectResult>;
export function createNotifier<R>(options: NotifierOptions & { readonly deliver: Deliver<R> }): Notifier<R>;
export function createNotifier(given: NotifierOptions & { readonly deliver?: Deliver<unknown> }): Notifier<unknown> {
  assertOptions('createNotifier', notifierOptions, given);
  const { deliver = direct(), ...options } = given;
  const { channels, rules, events = {} } = options;
  assertKnown(rules, Object.keys(channels));
  const policy = policyOf(options);
  const mapping = compileEvents(events);
  const open = Object.fromEntries(
    Object.entries(channels).filter((entry): entry is [string, Channel] => entry[1] !== 'off'),
  );
  const observed = metrics(Object.keys(open));
  deliver.start(observed.observe(route(open)), open);

  const add = async (batch: Batch) => {
    const [result] = await deliver.add([batch]);
    return result;
  };
  const read = (event: EventLike) => {
    const { notification, notes } = fromEvent(event, mapping);
    return plan(notification, policy, { notes });
  };
  const close = (graceMs?: number) => deliver.stop(graceMs);
  return {
    async notify(input) {
      const notification = toNotification(input);
      assertNamed(notification.channels ?? [], Object.keys(channels));
      // An id of the caller's may come twice: then the text tells an honest repeat from a conflict.
      return add(plan(notification, policy, input.id === undefined ? {} : { fingerprint: fingerprintOf(input) }));
    },
    handle: async event => add(read(event)),
    async handleAll(events) {
      const batches = events.map(event => attempted(() => read(event)));
      const added = await deliver.add(batches.flatMap(batch => (batch.status === 'fulfilled' ? batch.value : [])));
      const results = added.values();
      return batches.map(batch =>
        batch.status === 'rejected' ? batch : { status: 'fulfilled', value: results.next().value },
      );
    },
    stats: observed.stats,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function attempted<T>(make: () => T): PromiseSettledResult<T> {
  try {
    return { status: 'fulfilled', value: make() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function policyOf({ channels, rules, expiresAfterMs = {} }: NotifierOptions): Policy {
  const known = Object.entries(channels).map(([name, channel]) => [
    name,
    {
      enabled: channel !== 'off',
      expiresAfterMs: (Object.hasOwn(expiresAfterMs, name) ? expiresAfterMs[name] : undefined) ?? dayMs,
    },
  ]);
  return { rules: compileRules(rules), channels: Object.fromEntries(known) as Policy['channels'] };
}

/** Short, since a store remembers it for a day. */
const fingerprintOf = (input: NotificationInput) =>
  createHash('sha256').update(JSON.stringify(input)).digest('base64url');

function assertKnown(rules: readonly Rule[], names: readonly string[]): void {
  for (const rule of rules) {
    const unknown = rule.channels.find(name => !names.includes(name));
    if (unknown !== undefined) throw new TypeError(`rule '${rule.name}': ${unknownChannel(unknown, names)}`);
  }
}

function assertNamed(wanted: readonly string[], names: readonly string[]): void {
  const unknown = wanted.find(name => !names.includes(name));
  if (unknown !== undefined)
    throw new DeliveryError('invalid_request', `notification: channels: ${unknownChannel(unknown, names)}`);
}

function unknownChannel(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return `there is no channel "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}
