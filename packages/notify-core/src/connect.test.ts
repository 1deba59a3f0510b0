import { connect } from './connect.js';
import type { EventLike } from './events/event.js';

const event: EventLike = {
  id: 'e1',
  type: 'task.failed',
  source: 'demo',
  severity: 'error',
  timestamp: '2026-01-31T12:00:00.000Z',
  data: {},
};

/** A bus of any make: it tells what a handler does with an event. */
function anyBus() {
  const handlers = new Map<string, (event: EventLike) => Promise<void>>();
  return {
    subscribe(pattern: string, handler: (event: EventLike) => Promise<void>) {
      handlers.set(pattern, handler);
      return () => void handlers.delete(pattern);
    },
    publish: () => Promise.all([...handlers.values()].map(handler => handler(event))),
    patterns: () => [...handlers.keys()],
  };
}

describe('connect', () => {
  it('gives every event to the notifier', async () => {
    const bus = anyBus();
    const handled: EventLike[] = [];
    connect(bus, { handle: async given => handled.push(given) });
    await bus.publish();
    expect(bus.patterns()).toEqual(['*']);
    expect(handled).toEqual([event]);
  });

  it('ends when it is told to', () => {
    const bus = anyBus();
    const end = connect(bus, { handle: async () => undefined });
    end();
    expect(bus.patterns()).toEqual([]);
  });

  it.each([
    [undefined],
    [null],
    ['done'],
    [[]],
    [{ stored: 'new' }],
    [{ stored: 'known' }],
    [[{ channel: 'ops', ok: true }]],
  ])('is content with %j', async result => {
    const bus = anyBus();
    connect(bus, { handle: async () => result });
    await expect(bus.publish()).resolves.toEqual([undefined]);
  });

  it.each([
    [
      { stored: 'refused', reason: 'full', retryAfterMs: 2000 },
      {
        code: 'internal',
        reason: 'full',
        retryAfterMs: 2000,
        message: 'event task.failed (e1) was not stored, since the queue is full: publish it again after 2000 ms',
      },
    ],
    [
      { stored: 'conflict' },
      {
        code: 'invalid_request',
        message: 'event task.failed (e1) was not stored, since another one has its source and id: give it its own id',
      },
    ],
  ])('tells the bus of %j', async (result, expected) => {
    const bus = anyBus();
    connect(bus, { handle: async () => result });
    await expect(bus.publish()).rejects.toMatchObject({ name: 'DeliveryError', ...expected });
  });

  it('tells the bus how handling failed', async () => {
    const bus = anyBus();
    const error = new Error('boom');
    connect(bus, { handle: () => Promise.reject(error) });
    await expect(bus.publish()).rejects.toBe(error);
  });
});
