import { memoryQueue, type WorkerEvent } from '@helix/reliability';
import type { Notification } from '@helix/notify-core';
import { until } from '../testing/until.js';
import { feed } from './feed.js';

const attempt = { number: 1, at: 0, durationMs: 12.4, result: 'server_error', status: 503 };
const body = { id: 'n_1', title: 'Task t-1 failed' } as Notification;

async function printed(event: WorkerEvent, coloured = false): Promise<string | undefined> {
  await using queue = memoryQueue<Notification>();
  await queue.add([{ id: 'n_1', fingerprint: '', at: 0, body, plan: null, jobs: [] }]);
  const lines: string[] = [];
  const tell = feed(queue, { line: text => void lines.push(text), error: () => undefined }, coloured);
  tell(event);
  // Lines come in the order of their events: the last one shows that the first had its turn.
  tell({ kind: 'done', lane: 'last', id: 'n_1:last' });
  await until(
    () => lines.length,
    () => lines.some(line => line.includes('last')),
  );
  return lines.length > 1 ? lines[0] : undefined;
}

describe('the feed of the sandbox', () => {
  it.each([
    [{ kind: 'done', attempt: { ...attempt, status: 200 } }, '✔ slack           200   12 ms  Task t-1 failed'],
    [
      { kind: 'later', attempt, reason: 'server_error' },
      '↻ slack           503   12 ms  Task t-1 failed  (server_error: tried again soon; n_1)',
    ],
    [
      {
        kind: 'later',
        attempt: { ...attempt, result: 'rate_limited', status: 429, retryAfterMs: 2_000 },
        reason: 'rate_limited',
      },
      '↻ slack           429   12 ms  Task t-1 failed  (rate_limited: its lane waits 2 s as the receiver asked, no attempt is spent; n_1)',
    ],
    [{ kind: 'dead', attempt }, '✖ slack           503   12 ms  Task t-1 failed  (server_error: a dead letter; n_1)'],
    [
      { kind: 'dead', reason: 'expired' },
      '✖ slack             –    0 ms  Task t-1 failed  (expired: a dead letter; n_1)',
    ],
    [{ kind: 'suppressed', reason: 'stale' }, '○ slack             –    0 ms  Task t-1 failed  (stale; n_1)'],
  ] as const)('prints %j', async (event, expected) => {
    const line = await printed({ lane: 'slack', id: 'n_1:slack', ...event });
    expect(line?.slice('00:00:00 '.length)).toBe(expected);
  });

  it('prints an unknown notification without its title', async () => {
    expect(await printed({ kind: 'done', lane: 'slack', id: 'gone:slack' })).toMatch(/ms *$/);
  });

  it('colours where the terminal can', async () => {
    const line = await printed({ kind: 'done', lane: 'slack', id: 'n_1:slack' }, true);
    expect(line).toMatch(/\u001b\[32m.*\u001b\[39m/);
  });

  it.each([
    { kind: 'attempt', lane: 'slack', id: 'n_1:slack', attempt },
    { kind: 'lane_closed', lane: 'slack', reason: 'circuit_open', since: 0 },
  ] as const)('leaves out %j', async event => {
    expect(await printed(event)).toBeUndefined();
  });
});
