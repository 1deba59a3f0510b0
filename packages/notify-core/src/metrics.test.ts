import type { Delivery, Send } from './delivery.js';
import { metrics } from './metrics.js';
import { toNotification } from './notification.js';

const notification = toNotification({ title: 'Hi' });
const to = (channel: string): Delivery => ({ id: `n:${channel}`, channel, priority: 'low', attempt: 1, notification });
const { signal } = new AbortController();
const start = Date.parse('2026-01-31T12:00:00Z');

/** Sends take the time they are told to, on a clock that stands still otherwise. */
function observed(names = ['ops', 'mail']) {
  const { observe, stats } = metrics(names);
  const timed = (durationMs: number, failure?: Error): Send =>
    observe(async () => {
      jest.advanceTimersByTime(durationMs);
      if (failure) throw failure;
      return { at: 'now' };
    });
  return {
    stats,
    succeed: (durationMs: number, channel = 'ops') => timed(durationMs)(to(channel), signal),
    fail: (durationMs: number, channel = 'ops', error = new Error('boom')) =>
      timed(durationMs, error)(to(channel), signal),
  };
}

describe('metrics', () => {
  beforeEach(() => jest.useFakeTimers({ now: start }));
  afterEach(() => jest.useRealTimers());

  it('begin with zeros for every channel', () => {
    const none = { sent: 0, failed: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 };
    expect(observed().stats()).toEqual({ totalSent: 0, totalFailed: 0, byChannel: { ops: none, mail: none } });
  });

  it('pass on what the send answers, and how it fails', async () => {
    const { succeed, fail } = observed();
    const error = new Error('boom');
    await expect(succeed(1)).resolves.toEqual({ at: 'now' });
    await expect(fail(1, 'ops', error)).rejects.toBe(error);
  });

  it('give the send its delivery and signal', async () => {
    const seen: unknown[] = [];
    const delivery = to('ops');
    await metrics(['ops']).observe(async (...given) => (seen.push(given), { at: 'now' }))(delivery, signal);
    expect(seen).toEqual([[delivery, signal]]);
  });

  it('count by channel and in all, with the time of the last', async () => {
    const { succeed, fail, stats } = observed();
    await succeed(10);
    await succeed(20);
    await expect(fail(30)).rejects.toThrow('boom');
    await expect(fail(40, 'mail')).rejects.toThrow('boom');
    expect(stats()).toEqual({
      totalSent: 2,
      totalFailed: 2,
      byChannel: {
        ops: {
          sent: 2,
          failed: 1,
          lastSuccess: '2026-01-31T12:00:00.030Z',
          lastFailure: '2026-01-31T12:00:00.060Z',
          meanMs: 20,
          p50Ms: 20,
          p95Ms: 30,
          p99Ms: 30,
        },
        mail: {
          sent: 0,
          failed: 1,
          lastSuccess: undefined,
          lastFailure: '2026-01-31T12:00:00.100Z',
          meanMs: 40,
          p50Ms: 40,
          p95Ms: 40,
          p99Ms: 40,
        },
      },
    });
  });

  it('give percentiles by rank', async () => {
    const { succeed, stats } = observed();
    // Not in order, so that sorting shows.
    for (let at = 1; at <= 100; at++) await succeed((at * 37) % 101);
    expect(stats().byChannel.ops).toMatchObject({ meanMs: 50.5, p50Ms: 50, p95Ms: 95, p99Ms: 99 });
  });

  it('give percentiles of the last 1,024 and the mean of all', async () => {
    const { succeed, stats } = observed();
    for (let at = 0; at < 1024; at++) await succeed(3);
    for (let at = 0; at < 1024; at++) await succeed(1);
    expect(stats().byChannel.ops).toMatchObject({ sent: 2048, meanMs: 2, p50Ms: 1, p95Ms: 1, p99Ms: 1 });
  });

  it('let pass a delivery to a channel that they do not know', async () => {
    const { succeed, fail, stats } = observed(['ops']);
    await expect(succeed(1, 'constructor')).resolves.toEqual({ at: 'now' });
    await expect(fail(1, 'other')).rejects.toThrow('boom');
    expect(stats()).toMatchObject({ totalSent: 0, totalFailed: 0 });
  });
});
