import type { Delivery } from './delivery.js';
import type { Json } from './json.js';
import { priorities, type Notification, type Priority, type Status } from './notification.js';
import { match, type Matches } from './rules/match.js';
import type { Rules } from './rules/rules.js';

/** One delivery to be. Ends as `expired` at the earlier of `ttlMs` after it first was due and `expiresAt`. */
export interface Job {
  readonly lane: string;
  readonly priority: Priority;
  readonly delayMs?: number | undefined;
  /** The channel's expires_after. */
  readonly ttlMs?: number | undefined;
  /** The notification's own end, in ms since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** A notification with all its jobs: stored whole or not at all. Without jobs it is stored too: unrouted is an answer. */
export interface Batch {
  readonly id: string;
  /** Same id, other fingerprint: a conflict. */
  readonly fingerprint: string;
  /** `createdAt` in ms; the store takes at most its own time of acceptance. */
  readonly at: number;
  readonly body: Notification;
  /** A `Trace`, as it is stored. */
  readonly plan: Json;
  readonly jobs: readonly Job[];
  readonly thread?: { readonly key: string; readonly status: Status } | undefined;
  /** Of an acknowledge or resolve: one for every enabled channel; the store adds those whose thread is open and that `jobs` lacks. */
  readonly follow?: readonly Job[] | undefined;
}

/** Why a notification goes where it goes: the plain value that `explain` and `preview` show. */
export interface Trace {
  /** Every rule that matched, and at most 50 that did not. Empty where the sender named the channels. */
  readonly rules: readonly {
    readonly name: string;
    readonly matched: boolean;
    readonly why: string;
    readonly channels: readonly string[];
  }[];
  /** How many further rules did not match. */
  readonly more: number;
  readonly suppressed: readonly {
    readonly channel: string;
    readonly reason: 'channel_disabled';
    readonly why: string;
  }[];
  /** The channels that the sender named. */
  readonly named: readonly string[] | null;
  readonly notes: readonly string[];
}

/** What planning depends on: a plain value, its rules compiled once. */
export interface Policy {
  readonly rules: Rules;
  readonly channels: Readonly<
    Record<string, { readonly enabled: boolean; readonly expiresAfterMs?: number | undefined }>
  >;
}

export interface PlanOptions {
  /** Of the request as it came, so that an honest repeat has the same. The id where it is left out. */
  readonly fingerprint?: string | undefined;
  /** From reading the event: added to the trace. */
  readonly notes?: readonly string[] | undefined;
}

/** Pure: what a notification becomes. */
export function plan(
  notification: Notification,
  policy: Policy,
  { fingerprint = notification.id, notes = [] }: PlanOptions = {},
): Batch {
  const { dedupKey, status, channels: named } = notification;
  const asked = named ? noRules : match(policy.rules, notification);
  const wanted = named
    ? new Map(named.map(name => [name, notification.priority]))
    : prioritiesOf(asked.matched, notification.priority);
  const isEnabled = (name: string) => policy.channels[name]?.enabled === true;
  const job = jobFor(notification, policy);
  const off = [...wanted.keys()].filter(name => !isEnabled(name));
  const follows = dedupKey !== undefined && status !== 'firing';
  return {
    id: notification.id,
    fingerprint,
    at: Date.parse(notification.createdAt),
    body: notification,
    plan: traceOf(asked, off, named, notes) as unknown as Json,
    jobs: [...wanted].filter(([name]) => isEnabled(name)).map(([name, priority]) => job(name, priority)),
    thread: dedupKey === undefined ? undefined : { key: dedupKey, status },
    follow: follows
      ? Object.keys(policy.channels)
          .filter(isEnabled)
          .map(name => job(name, notification.priority))
      : undefined,
  };
}

const noRules: Matches = { matched: [], missed: [], more: 0 };

/** A job as the first delivery that it becomes: what preview shows. */
export function deliveryOf(batch: Pick<Batch, 'id' | 'body'>, { lane, priority }: Job): Delivery {
  return { id: `${batch.id}:${lane}`, channel: lane, priority, attempt: 1, notification: batch.body };
}

/** A rule's priority replaces the notification's; of several rules on one channel the highest counts. */
function prioritiesOf(matched: Matches['matched'], own: Priority): Map<string, Priority> {
  const wanted = new Map<string, Priority>();
  for (const { rule } of matched) {
    for (const name of rule.channels) {
      const [before, now] = [wanted.get(name), rule.priority ?? own];
      if (before === undefined || priorities.indexOf(now) > priorities.indexOf(before)) wanted.set(name, now);
    }
  }
  return wanted;
}

function jobFor({ expiresAt }: Notification, { channels }: Policy) {
  const end = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  return (lane: string, priority: Priority): Job => ({
    lane,
    priority,
    ttlMs: channels[lane]?.expiresAfterMs,
    expiresAt: end,
  });
}

function traceOf(
  { matched, missed, more }: Matches,
  off: readonly string[],
  named: readonly string[] | undefined,
  notes: readonly string[],
): Trace {
  const told = (list: Matches['missed'], hit: boolean) =>
    list.map(({ rule, why }) => ({ name: rule.name, matched: hit, why, channels: rule.channels }));
  return {
    rules: [...told(matched, true), ...told(missed, false)],
    more,
    suppressed: off.map(channel => ({ channel, reason: 'channel_disabled', why: `${channel} is turned off` })),
    named: named ?? null,
    notes,
  };
}
