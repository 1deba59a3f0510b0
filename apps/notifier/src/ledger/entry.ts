import type { Notification } from '@helix/notify-core';
import type { Stored } from '@helix/reliability';
import { deliveriesOf, type DeliveryState, type Holds } from './delivery-shape.js';
import { notificationShape } from './notification-shape.js';
import { timeOf } from './times.js';

export type NotificationState = 'unrouted' | 'pending' | 'delivered' | 'partial' | 'failed' | 'suppressed';

/** One notification with its deliveries, as `GET /v1/notifications/:id` shows it. */
export function ledgerEntry(stored: Stored<Notification>, now: number, holds: Holds) {
  const deliveries = deliveriesOf(stored, now, holds);
  return {
    id: stored.batch.id,
    state: stateOf(deliveries.map(({ state }) => state)),
    accepted_at: timeOf(stored.acceptedAt),
    notification: notificationShape(stored.batch.body),
    deliveries,
  };
}

/** Of what was not suppressed: pending while any is under way, then delivered, failed, or partial for some of each. */
export function stateOf(deliveries: readonly DeliveryState[]): NotificationState {
  if (deliveries.length === 0) return 'unrouted';
  const sent = deliveries.filter(state => state !== 'suppressed');
  if (sent.length === 0) return 'suppressed';
  if (sent.some(state => state !== 'delivered' && state !== 'failed')) return 'pending';
  if (sent.every(state => state === 'delivered')) return 'delivered';
  return sent.every(state => state === 'failed') ? 'failed' : 'partial';
}
