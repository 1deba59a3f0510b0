import type { Receipt, Send } from './delivery.js';

export interface ChannelStats {
  /** Attempts that the provider accepted, and those that failed. */
  readonly sent: number;
  readonly failed: number;
  /** RFC 3339. */
  readonly lastSuccess?: string | undefined;
  readonly lastFailure?: string | undefined;
  /** Of the attempts' durations: the mean over all, the percentiles over the last 1,024. */
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface Stats {
  readonly totalSent: number;
  readonly totalFailed: number;
  readonly byChannel: Readonly<Record<string, ChannelStats>>;
}

export interface Metrics {
  /** A layer: counts and times what passes through. */
  observe(next: Send): Send;
  stats(): Stats;
}

const samples = 1024;

/** What each channel did in this process since it started. */
export function metrics(channels: readonly string[]): Metrics {
  const byChannel = new Map(channels.map(name => [name, counter()]));
  return {
    observe: next => async (delivery, signal) => {
      const counted = byChannel.get(delivery.channel);
      const start = performance.now();
      const note = (ok: boolean) => counted?.note(ok, performance.now() - start);
      let receipt: Receipt;
      try {
        receipt = await next(delivery, signal);
      } catch (error) {
        note(false);
        throw error;
      }
      note(true);
      return receipt;
    },
    stats() {
      const all = Object.fromEntries([...byChannel].map(([name, counted]) => [name, counted.stats()]));
      const sum = (key: 'sent' | 'failed') => Object.values(all).reduce((total, stats) => total + stats[key], 0);
      return { totalSent: sum('sent'), totalFailed: sum('failed'), byChannel: all };
    },
  };
}

function counter() {
  const durations = new Float64Array(samples);
  const counts = { sent: 0, failed: 0 };
  const last: { success?: number; failure?: number } = {};
  let total = 0;
  const known = () => counts.sent + counts.failed;
  return {
    note(ok: boolean, durationMs: number) {
      durations[known() % samples] = durationMs;
      total += durationMs;
      counts[ok ? 'sent' : 'failed'] += 1;
      last[ok ? 'success' : 'failure'] = Date.now();
    },
    stats(): ChannelStats {
      const sorted = durations.slice(0, Math.min(known(), samples)).sort();
      const percentile = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
      return {
        ...counts,
        lastSuccess: timeOf(last.success),
        lastFailure: timeOf(last.failure),
        meanMs: known() && total / known(),
        p50Ms: percentile(0.5),
        p95Ms: percentile(0.95),
        p99Ms: percentile(0.99),
      };
    },
  };
}

const timeOf = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
