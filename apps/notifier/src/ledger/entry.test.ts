import type { Notification } from '@helix/notify-core';
import type { Stored, StoredJob } from '@helix/reliability';
import { ledgerEntry, stateOf } from './entry.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const body: Notification = {
  id: 'n_1',
  title: 'a',
  message: '',
  type: 'info',
  priority: 'low',
  status: 'firing',
  metadata: {},
  createdAt: '2026-01-31T11:59:00.000Z',
};
const attempt = { number: 1, at: now - 5_000, durationMs: 12.4, result: 'network' };

function stored(jobs: readonly Partial<StoredJob>[], more: Partial<Stored<Notification>['batch']> = {}) {
  const plan = { rules: [], more: 0, suppressed: [], named: null, notes: [] };
  const batch = { id: 'n_1', fingerprint: 'n_1', at: now, body, plan, jobs: [], ...more };
  const whole = jobs.map(job => ({
    id: 'n_1:a',
    lane: 'a',
    state: 'waiting' as const,
    attempts: [],
    attemptCount: 0,
    ...job,
  }));
  return { batch, acceptedAt: now - 1_000, jobs: whole };
}

describe('the state of a delivery', () => {
  it.each([
    ['queued', 'due', { dueAt: now }, null],
    ['scheduled', 'not due yet and never tried', { dueAt: now + 1 }, '2026-01-31T12:00:00.001Z'],
    ['retrying', 'tried before', { dueAt: now + 1, attempts: [attempt], attemptCount: 1 }, '2026-01-31T12:00:00.001Z'],
    ['retrying', 'tried without spending an attempt', { dueAt: now, attempts: [attempt] }, '2026-01-31T12:00:00.000Z'],
    ['retrying', 'a lease of it was lost', { dueAt: now, attemptCount: 1 }, '2026-01-31T12:00:00.000Z'],
    ['sending', 'leased', { state: 'leased' }, null],
    ['delivered', 'done', { state: 'done' }, null],
    ['failed', 'a dead letter', { state: 'dead', reason: 'expired' }, null],
    ['suppressed', 'ended by its thread', { state: 'suppressed', reason: 'stale' }, null],
  ] as const)('is %s: %s', (state, _, job, nextAttemptAt) => {
    const [delivery] = ledgerEntry(stored([job]), now, new Map()).deliveries;
    expect(delivery).toMatchObject({
      state,
      reason: 'reason' in job ? job.reason : null,
      next_attempt_at: nextAttemptAt ?? (state === 'queued' ? '2026-01-31T12:00:00.000Z' : null),
    });
  });
});

describe('the state of a notification', () => {
  it.each([
    ['unrouted', []],
    ['suppressed', ['suppressed', 'suppressed']],
    ['pending', ['queued']],
    ['pending', ['scheduled', 'delivered']],
    ['pending', ['sending', 'failed']],
    ['pending', ['retrying', 'suppressed']],
    ['delivered', ['delivered', 'suppressed']],
    ['failed', ['failed', 'suppressed']],
    ['partial', ['delivered', 'failed', 'suppressed']],
  ] as const)('is %s where its deliveries are %j', (state, deliveries) => {
    expect(stateOf(deliveries)).toBe(state);
  });
});

describe('an entry of the ledger', () => {
  it('shows times, attempts and the receipt as the API does', () => {
    const refused = { ...attempt, status: 429, detail: 'slow down', retryAfterMs: 60_000, result: 'rate_limited' };
    const entry = ledgerEntry(
      stored([
        {
          state: 'done',
          attempts: [attempt, refused],
          attemptCount: 2,
          receipt: { at: '2026-01-31T11:59:59.000Z', providerId: '17.1', url: 'https://example.com/17', handle: {} },
        },
      ]),
      now,
      new Map(),
    );
    expect(entry).toMatchObject({ id: 'n_1', state: 'delivered', accepted_at: '2026-01-31T11:59:59.000Z' });
    expect(entry.deliveries[0]).toMatchObject({
      attempt_count: 2,
      attempts: [
        {
          number: 1,
          at: '2026-01-31T11:59:55.000Z',
          duration_ms: 12,
          result: 'network',
          status: null,
          detail: null,
          retry_after_ms: null,
        },
        { result: 'rate_limited', status: 429, detail: 'slow down', retry_after_ms: 60_000 },
      ],
      receipt: { at: '2026-01-31T11:59:59.000Z', provider_id: '17.1', url: 'https://example.com/17' },
    });
  });

  it('shows the priority that each delivery was planned with, those that followed included', () => {
    const entry = ledgerEntry(
      stored([{ lane: 'a' }, { lane: 'b' }, { lane: 'gone' }], {
        jobs: [{ lane: 'a', priority: 'urgent' }],
        follow: [{ lane: 'b', priority: 'high' }],
      }),
      now,
      new Map(),
    );
    expect(entry.deliveries.map(({ priority }) => priority)).toEqual(['urgent', 'high', 'low']);
  });
});
