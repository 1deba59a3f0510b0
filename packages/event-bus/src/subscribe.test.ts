import { createEvent, createEventBus, type BusEvent } from './index.js';

const an = (type: string): BusEvent => createEvent(type, {}, { source: 'test' });
const ignore = () => undefined;
const open = () => createEventBus<Record<string, object>>({ mode: 'sync' });

describe('subscribe', () => {
  it('calls a handler once where several of its patterns match, exact ones before wildcards', async () => {
    const bus = open();
    const heard: string[] = [];
    bus.subscribe(['*', 'task.failed', 'task.failed', 'task.*'], () => void heard.push('list'));
    bus.subscribe('*', () => void heard.push('star'));
    bus.subscribe('task.failed', () => void heard.push('exact'));
    await bus.publish(an('task.failed'));
    expect(heard).toEqual(['list', 'exact', 'star']);
  });

  it.each([
    ['a pattern that is none', ['ok', 'a..b'], ignore, "the pattern 'a..b' has an empty token"],
    ['a pattern that is no string', undefined, ignore, 'must be a string, not undefined'],
    ['an empty list', [], ignore, 'the list of patterns is empty'],
    ['a handler that is no function', 'task.*', undefined, "the handler of 'task.*' must be a function, not undefined"],
  ])('refuses %s, and then nobody is subscribed', (_, pattern, handler, said) => {
    const bus = open();
    expect(() => bus.subscribe(pattern as string, handler as () => void)).toThrow(said);
    expect([bus.subscriberCount(), bus.subscriberCount('ok')]).toEqual([0, 0]);
  });

  it('within a handler holds from the next event on', async () => {
    const bus = open();
    const heard: string[] = [];
    const first = bus.subscribe('a', () => {
      first();
      bus.subscribe('a', () => void heard.push('late'));
      bus.subscribe('*', () => void heard.push('late star'));
    });
    await bus.publish(an('a'));
    expect(heard).toEqual([]);
    await bus.publish(an('a'));
    expect(heard).toEqual(['late', 'late star']);
  });

  it('finds a new pattern for a type that was published before, and many types beside it', async () => {
    const bus = open();
    const heard: string[] = [];
    bus.subscribe('*', ignore);
    for (let number = 0; number < 2_100; number += 1) await bus.publish(an(`task.${number}`));
    const unsubscribe = bus.subscribe('task.*', event => void heard.push(event.type));
    await bus.publish(an('task.7'));
    unsubscribe();
    await bus.publish(an('task.7'));
    expect(heard).toEqual(['task.7']);
  });
});

describe('unsubscribe', () => {
  it.each(['sync', 'async'] as const)(
    'within a handler spares those whose turn has not come, in %s mode',
    async mode => {
      const bus = createEventBus<Record<string, object>>({ mode });
      const heard: string[] = [];
      bus.subscribe('a', () => {
        heard.push('first');
        spared();
      });
      const spared = bus.subscribe('a', () => void heard.push('spared'));
      bus.subscribe('a', () => void heard.push('last'));
      await bus.publish(an('a'));
      await bus.drain();
      expect(heard).toEqual(['first', 'last']);
    },
  );

  it('between an async publish and its turn spares the handler', async () => {
    const bus = createEventBus<Record<string, object>>();
    const heard: string[] = [];
    const unsubscribe = bus.subscribe('a', event => void heard.push(event.type));
    void bus.publish(an('a'));
    unsubscribe();
    await bus.drain();
    expect(heard).toEqual([]);
  });

  it('may be repeated, and leaves a second subscription of the same handler', () => {
    const bus = open();
    const handler = ignore;
    const unsubscribe = bus.subscribe('a', handler);
    bus.subscribe('a', handler);
    unsubscribe();
    unsubscribe();
    expect([bus.subscriberCount(), bus.subscriberCount('a')]).toEqual([1, 1]);
  });

  it('is what a disposal does', () => {
    const bus = open();
    bus.subscribe(['a', 'b.*'], ignore)[Symbol.dispose]();
    expect(bus.subscriberCount()).toBe(0);
  });
});

describe('an AbortSignal', () => {
  it('unsubscribes when it aborts', () => {
    const bus = open();
    const controller = new AbortController();
    bus.subscribe('a', ignore, { signal: controller.signal });
    expect(bus.subscriberCount('a')).toBe(1);
    controller.abort();
    expect(bus.subscriberCount('a')).toBe(0);
  });

  it('that has aborted subscribes nothing', () => {
    const bus = open();
    bus.subscribe('a', ignore, { signal: AbortSignal.abort() })();
    expect(bus.subscriberCount()).toBe(0);
  });

  it('keeps nothing of 100,000 subscriptions that came and went', () => {
    const bus = open();
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');
    for (let number = 0; number < 100_000; number += 1) {
      bus.subscribe(`task.${number % 10}.*`, ignore, { signal })();
    }
    const listeners = (spy: { mock: { calls: unknown[][] } }) =>
      new Set(spy.mock.calls.map(([, listener]) => listener));
    expect(listeners(added).size).toBe(100_000);
    expect(listeners(removed)).toEqual(listeners(added));
    expect([bus.subscriberCount(), bus.subscriberCount('task.1.x')]).toEqual([0, 0]);
  });
});

it('subscriberCount counts the subscriptions whose patterns match a type, or all', () => {
  const bus = open();
  bus.subscribe('task.failed', ignore);
  bus.subscribe(['task.*', '*.failed'], ignore);
  bus.subscribe('step.>', ignore);
  bus.subscribe('*', ignore);
  const counts = ['task.failed', 'step.failed', 'task.paused', 'other', '*'].map(type => bus.subscriberCount(type));
  expect([...counts, bus.subscriberCount()]).toEqual([3, 3, 2, 1, 1, 4]);
});
