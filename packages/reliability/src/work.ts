import type { Json } from './json.js';
import type { Attempt, Priority } from './queue/batch.js';
import type { Claim } from './queue/queue.js';

/** A claimed job as it is sent: `Work<Notification>` is notify-core's Delivery. */
export interface Work<T> {
  readonly id: string;
  readonly channel: string;
  readonly priority: Priority;
  readonly attempt: number;
  readonly notification: T;
  readonly handle?: Json | undefined;
  readonly progress?: Json | undefined;
}

export function toWork<T>({ id, lane, priority, attempt, body, handle, progress }: Claim<T>): Work<T> {
  return { id, channel: lane, priority, attempt, notification: body, handle, progress };
}

/** `since` in ms. `attempt` is told where a request was made. The `reason` of a store that is away, and is back, is a sentence. */
export type WorkerEvent =
  | {
      readonly kind: 'attempt' | 'done' | 'later' | 'dead' | 'suppressed';
      readonly lane: string;
      readonly id: string;
      readonly attempt?: Attempt;
      readonly reason?: string;
    }
  | {
      readonly kind: 'lane_closed' | 'lane_opened';
      readonly lane: string;
      readonly reason: string;
      readonly since: number;
    }
  | { readonly kind: 'store_away' | 'store_back'; readonly reason: string; readonly since: number };
