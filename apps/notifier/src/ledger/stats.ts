import type { Stats } from '@helix/notify-core';
import type { Counts } from '@helix/reliability';
import { timeOf } from './times.js';

export type CountsByLane = Readonly<Record<string, Counts>>;

/** `GET /v1/stats`: deliveries and not attempts, by the queue's counts; latencies are this process's. */
export function statsShape(counts: CountsByLane, { byChannel }: Stats) {
  const sum = (key: 'delivered' | 'failed' | 'waiting' | 'retrying' | 'leased' | 'dead') =>
    Object.values(counts).reduce((total, lane) => total + lane[key], 0);
  const names = [...new Set([...Object.keys(counts), ...Object.keys(byChannel)])].sort();
  return {
    total_sent: sum('delivered'),
    total_failed: sum('failed'),
    by_channel: Object.fromEntries(names.map(name => [name, channelShape(counts[name], byChannel[name])])),
    queue: {
      queue: sum('waiting'),
      retry: sum('retrying'),
      failed: sum('dead'),
      in_flight: sum('leased'),
      oldest_age_ms: Math.max(0, ...Object.values(counts).map(lane => lane.oldestAgeMs)),
    },
  };
}

function channelShape(counts: Counts | undefined, latency: Stats['byChannel'][string] | undefined) {
  return {
    sent: counts?.delivered ?? 0,
    failed: counts?.failed ?? 0,
    last_success: timeOf(counts?.lastDeliveredAt),
    last_failure: timeOf(counts?.lastFailedAt),
    avg_latency_ms: rounded(latency?.meanMs),
    p95_latency_ms: rounded(latency?.p95Ms),
  };
}

const rounded = (ms = 0) => Math.round(ms * 10) / 10;
