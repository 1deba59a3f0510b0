import { compilePattern, createEvent, createEventBus, severities, type EventType } from '@helix/event-bus';
import {
  compileEvents,
  connect,
  createNotifier,
  DeliveryError,
  direct,
  fromEvent,
  knownEventTypes,
  type FailureCode,
  type Notification,
} from '@helix/notify-core';
import { asFailure, failure, memoryQueue, queued } from '@helix/reliability';

// The packages do not import each other: what they must agree on is held together here.

const codes: readonly FailureCode[] = [
  'timeout',
  'network',
  'server_error',
  'internal',
  'rate_limited',
  'circuit_open',
  'unauthorized',
  'misconfigured',
  'not_found',
  'invalid_request',
  'payload_too_large',
  'expired',
  'cancelled',
];

describe('failures: reliability and core', () => {
  const details = {
    status: 429,
    retryAfterMs: 60_000,
    scope: ['botToken'],
    reason: 'ratelimited',
    progress: { parts: 2 },
    handle: { ts: '1' },
  };

  it.each(codes)('agree on %s', code => {
    const made = failure(code, 'it failed', details);
    const error = new DeliveryError(code, 'it failed', details);
    expect(DeliveryError.is(made)).toBe(true);
    expect(asFailure(error)).toBe(error);
    expect(made.retryable).toBe(error.retryable);
    for (const field of ['code', 'message', ...Object.keys(details)] as const)
      expect(Reflect.get(made, field)).toEqual(Reflect.get(error, field));
  });

  it('agree on what is none', () => {
    expect(DeliveryError.is(new Error('boom'))).toBe(false);
    expect(asFailure(new Error('boom'))).toMatchObject({ code: 'internal', retryable: true });
  });
});

describe('event types: the bus and core', () => {
  it('agree on which there are', () => {
    expect([...knownEventTypes].sort()).toEqual(Object.keys(severities).sort());
  });

  it.each(Object.entries(severities))('agree that %s, which is %s, is a notification in words', (type, severity) => {
    const event = createEvent(type as EventType, {} as never, { source: 'test' });
    const { notification } = fromEvent(event);
    const bySeverity = { info: 'info', warning: 'warning', error: 'error', critical: 'alert' } as const;
    expect(event.severity).toBe(severity);
    expect(notification).toMatchObject({ type: bySeverity[severity], event: { id: event.id, type, severity } });
    expect(notification.title).toMatch(/^[A-Z][a-z]+( [A-Z][a-z]+)+$/);
  });
});

describe('patterns: the bus and core', () => {
  const types = ['a', 'task.failed', 'task.failed.twice', 'worker.failed', 'task.', 'taskX.failed', 'tas.failed'];

  it.each(['*', '>', 'task.failed', 'task.*', '*.failed', 'task.>', 'task.*.twice', '*.*', '*.>', 'a', 'none.*'])(
    'agree on what %s stands for',
    pattern => {
      const byBus = compilePattern(pattern);
      const byCore = compileEvents({ [pattern]: { title: 'x' } });
      for (const type of types) expect([type, byCore(type) !== undefined]).toEqual([type, byBus(type)]);
    },
  );

  it.each(['', 'task..failed', '.task', 'task.', 'task.f*', 'task.>.x', '>.x', 'ta>k'])(
    'agree to refuse %j',
    pattern => {
      expect(() => compilePattern(pattern)).toThrow(TypeError);
      expect(() => compileEvents({ [pattern]: {} })).toThrow(TypeError);
    },
  );
});

describe('a bus that is connected to a notifier', () => {
  const rules = [{ name: 'All', channels: ['off'] }];

  it('hands every event over, until it is disconnected', async () => {
    const bus = createEventBus({ mode: 'sync' });
    const handled: string[] = [];
    const disconnect = connect(bus, { handle: async event => void handled.push(event.type) });
    await bus.publish(createEvent('task.failed', { task_id: 't-1' }, { source: 'test' }));
    disconnect();
    await bus.publish(createEvent('task.started', { task_id: 't-1' }, { source: 'test' }));
    expect(handled).toEqual(['task.failed']);
    expect(bus.subscriberCount()).toBe(0);
  });

  it('fits whatever its map of events is', () => {
    const bus = createEventBus<{ 'order.paid': { readonly amount: number } }>();
    const disconnect = connect(bus, createNotifier({ channels: { off: 'off' }, rules, deliver: direct() }));
    expect(bus.subscriberCount('order.paid')).toBe(1);
    disconnect();
  });

  it('hears of an event that the queue refused', async () => {
    await using queue = memoryQueue<Notification>();
    await queue.close();
    const errors: Error[] = [];
    const bus = createEventBus({ onError: error => void errors.push(error) });
    await using notifier = createNotifier({ channels: { off: 'off' }, rules, deliver: queued(queue) });
    connect(bus, notifier);
    await bus.publish(createEvent('task.failed', { task_id: 't-1' }, { source: 'test' }));
    await bus.drain();
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/task\.failed .* was not stored/)]);
  });
});
