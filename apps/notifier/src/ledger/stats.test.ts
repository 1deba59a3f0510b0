import type { Counts } from '@helix/reliability';
import { statsShape } from './stats.js';

const counts: Counts = {
  waiting: 1,
  retrying: 2,
  leased: 3,
  dead: 4,
  oldestAgeMs: 50,
  oldestLeaseAgeMs: 7,
  delivered: 10,
  failed: 5,
  suppressed: 6,
  lastDeliveredAt: Date.parse('2026-01-31T12:00:00Z'),
};
const stats = { totalSent: 0, totalFailed: 0, byChannel: {} };
const latency = { sent: 1, failed: 0, meanMs: 12.34, p50Ms: 11, p95Ms: 20.06, p99Ms: 30 };

describe('the stats of the API', () => {
  it('add the counts of all lanes up, and take the latencies of this process', () => {
    const shape = statsShape(
      { b: counts, a: { ...counts, oldestAgeMs: 70, delivered: 1 } },
      { ...stats, byChannel: { b: latency, idle: { ...latency, meanMs: 0, p95Ms: 0 } } },
    );
    expect(shape).toMatchObject({
      total_sent: 11,
      total_failed: 10,
      queue: { queue: 2, retry: 4, failed: 8, in_flight: 6, oldest_age_ms: 70 },
    });
    expect(Object.keys(shape.by_channel)).toEqual(['a', 'b', 'idle']);
    expect(shape.by_channel.a).toMatchObject({ sent: 1, avg_latency_ms: 0 });
    expect(shape.by_channel.b).toEqual({
      sent: 10,
      failed: 5,
      last_success: '2026-01-31T12:00:00.000Z',
      last_failure: null,
      avg_latency_ms: 12.3,
      p95_latency_ms: 20.1,
    });
    expect(shape.by_channel.idle).toMatchObject({ sent: 0, failed: 0, last_success: null });
  });

  it('are zero where nothing was ever accepted', () => {
    expect(statsShape({}, stats)).toEqual({
      total_sent: 0,
      total_failed: 0,
      by_channel: {},
      queue: { queue: 0, retry: 0, failed: 0, in_flight: 0, oldest_age_ms: 0 },
    });
  });
});
