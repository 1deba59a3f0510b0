import type { Json } from './json.js';
import type { Notification, Priority } from './notification.js';

/** One notification on its way to one channel: the unit that is tried, finished, buried. */
export interface Delivery {
  /** `<notification id>:<channel>` */
  readonly id: string;
  readonly channel: string;
  /** The rule's where it has one; this is the priority that a payload shows. */
  readonly priority: Priority;
  /** From 1. */
  readonly attempt: number;
  readonly notification: Notification;
  /** From the thread: what the provider needs to update or resolve what it was told before. */
  readonly handle?: Json | undefined;
  /** From an earlier attempt of this delivery: parts that were already sent. */
  readonly progress?: Json | undefined;
}

/** A provider's yes. `handle` replaces the thread's. */
export interface Receipt {
  readonly at: string;
  /** The HTTP status of the provider's last answer. */
  readonly status?: number | undefined;
  readonly providerId?: string | undefined;
  readonly url?: string | undefined;
  readonly handle?: Json | undefined;
}

/** Delivers once: resolves when the provider accepted it, otherwise throws a DeliveryError. */
export type Send = (delivery: Delivery, signal: AbortSignal) => Promise<Receipt>;
