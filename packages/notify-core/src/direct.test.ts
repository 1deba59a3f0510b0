import { once } from 'node:events';
import type { Receipt, Send } from './delivery.js';
import { direct } from './direct.js';
import { DeliveryError } from './errors.js';
import { toNotification } from './notification.js';
import type { Batch } from './plan.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const receipt: Receipt = { at: 'now' };

const batchTo = (lanes: readonly string[], more: { readonly expiresAt?: number } = {}): Batch => ({
  id: 'n1',
  fingerprint: 'n1',
  at: now,
  body: toNotification({ id: 'n1', title: 'Hi' }),
  plan: null,
  jobs: lanes.map(lane => ({ lane, priority: 'high', ...more })),
});
function started(send: Send) {
  const deliver = direct();
  deliver.start(send, {});
  return deliver;
}
/** A send that ends when the test says so; `signals` are those it was given. */
function held() {
  const ends: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const send: Send = (_, signal) => {
    signals.push(signal);
    return new Promise(resolve => ends.push(() => resolve(receipt)));
  };
  return { send, signals, end: () => ends.forEach(end => end()) };
}
const untilAborted: Send = async (_, signal) => {
  await once(signal, 'abort');
  throw signal.reason;
};

describe('direct', () => {
  it('makes one attempt for each job, and answers in their order', async () => {
    const seen: unknown[] = [];
    const deliver = started(async delivery => (seen.push(delivery), { ...receipt, providerId: delivery.channel }));
    const batch = batchTo(['ops', 'mail']);
    await expect(deliver.add([batch, batchTo([])])).resolves.toEqual([
      [
        { channel: 'ops', ok: true, receipt: { at: 'now', providerId: 'ops' } },
        { channel: 'mail', ok: true, receipt: { at: 'now', providerId: 'mail' } },
      ],
      [],
    ]);
    expect(seen).toEqual([
      { id: 'n1:ops', channel: 'ops', priority: 'high', attempt: 1, notification: batch.body },
      { id: 'n1:mail', channel: 'mail', priority: 'high', attempt: 1, notification: batch.body },
    ]);
  });

  it('starts all before any has ended', async () => {
    const { send, signals, end } = held();
    const results = started(send).add([batchTo(['a', 'b']), batchTo(['c'])]);
    expect(signals).toHaveLength(3);
    end();
    expect((await results).flat()).toHaveLength(3);
  });

  it.each([
    ['a DeliveryError as it is', new DeliveryError('not_found', 'gone'), 'not_found', 'gone'],
    ['any other error as internal', new TypeError('boom'), 'internal', 'boom'],
    ['what is no error as internal', 'boom', 'internal', 'something that is no error was thrown'],
  ])('tells of %s, and of the others’ success', async (_, thrown, code, message) => {
    const deliver = started(async ({ channel }) => {
      if (channel === 'bad') throw thrown as Error;
      return receipt;
    });
    const [results] = await deliver.add([batchTo(['bad', 'good'])]);
    expect(results).toEqual([
      { channel: 'bad', ok: false, error: expect.objectContaining({ name: 'DeliveryError', code, message }) },
      { channel: 'good', ok: true, receipt },
    ]);
  });

  it('does not send what has expired', async () => {
    const sent: string[] = [];
    const deliver = started(async ({ channel }) => (sent.push(channel), receipt));
    const [[expired], [current]] = (await deliver.add([
      batchTo(['ops'], { expiresAt: Date.now() }),
      batchTo(['mail'], { expiresAt: Date.now() + 3_600_000 }),
    ])) as [readonly unknown[], readonly unknown[]];
    expect(expired).toMatchObject({ ok: false, error: { code: 'expired', message: 'expires_at had passed' } });
    expect(current).toMatchObject({ ok: true });
    expect(sent).toEqual(['mail']);
  });

  it('delivers nothing before it has started', async () => {
    const [results] = await direct().add([batchTo(['ops'])]);
    expect(results).toMatchObject([{ channel: 'ops', ok: false, error: { code: 'cancelled' } }]);
  });
});

describe('stopping', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('delivers nothing afterwards', async () => {
    const sent: unknown[] = [];
    const deliver = started(async delivery => (sent.push(delivery), receipt));
    await deliver.stop();
    const [results] = await deliver.add([batchTo(['ops'])]);
    expect(results).toMatchObject([
      { ok: false, error: { code: 'cancelled', message: 'the notifier is closed: nothing more is delivered' } },
    ]);
    expect(sent).toEqual([]);
  });

  it('waits for what is on its way, and aborts nothing that ends in time', async () => {
    const { send, signals, end } = held();
    const deliver = started(send);
    const results = deliver.add([batchTo(['ops'])]);
    let stopped = false;
    const stopping = deliver.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(9_999);
    expect([stopped, signals[0]?.aborted]).toEqual([false, false]);
    end();
    await stopping;
    await expect(results).resolves.toEqual([[{ channel: 'ops', ok: true, receipt }]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('aborts after its grace, and tells of what was cut off as cancelled', async () => {
    const deliver = started(untilAborted);
    const results = deliver.add([batchTo(['ops', 'mail'])]);
    const stopping = deliver.stop(50);
    await jest.advanceTimersByTimeAsync(50);
    await stopping;
    expect((await results).flat()).toMatchObject([
      {
        channel: 'ops',
        ok: false,
        error: { code: 'cancelled', message: 'the notifier was closed before this was delivered' },
      },
      { channel: 'mail', ok: false, error: { code: 'cancelled' } },
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves behind what ignores its signal', async () => {
    const { send, signals } = held();
    const deliver = started(send);
    void deliver.add([batchTo(['ops'])]);
    const stopping = deliver.stop(50);
    await jest.advanceTimersByTimeAsync(50);
    expect(signals[0]?.aborted).toBe(true);
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(stopping).resolves.toBeUndefined();
  });

  it('takes a grace longer than a timer can be', async () => {
    const { send, signals, end } = held();
    const deliver = started(send);
    const results = deliver.add([batchTo(['ops'])]);
    const stopping = deliver.stop(Number.MAX_SAFE_INTEGER);
    await jest.advanceTimersByTimeAsync(86_400_000);
    expect(signals[0]?.aborted).toBe(false);
    end();
    await Promise.all([results, stopping]);
  });
});
