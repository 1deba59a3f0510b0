import { createEventBus, type BusEvent, type EventBusOptions } from './index.js';

type Any = Record<string, object>;
type Fault = (event: BusEvent) => void | Promise<void>;
const open = (options: EventBusOptions = {}) => createEventBus<Any>(options);
const an = (type: string, data: object = {}): BusEvent => ({
  id: 'evt_1',
  type,
  source: 'test',
  severity: 'info',
  timestamp: '2026-01-02T03:04:05.000Z',
  data,
});
const raise = (thrown: unknown) => {
  throw thrown;
};
const never = () => new Promise<void>(() => undefined);
const failureOf = (published: Promise<void>) =>
  published.then(
    () => raise(new Error('it was expected to fail')),
    (failure: unknown) => failure as AggregateError,
  );
const messagesOf = (failure: AggregateError) => (failure.errors as Error[]).map(error => error.message);

const faults: [string, Fault, string][] = [
  ['throws', () => raise(new Error('boom')), 'boom'],
  ['rejects', () => Promise.reject(new Error('late boom')), 'late boom'],
  [
    'throws a string',
    () => raise('boom'),
    'A handler of task.failed threw a value of type string instead of an Error: boom',
  ],
  [
    'throws undefined',
    () => raise(undefined),
    'A handler of task.failed threw a value of type undefined instead of an Error.',
  ],
  [
    'rejects with a hostile object',
    () => raise(Object.create(null)),
    'A handler of task.failed threw a value of type object instead of an Error.',
  ],
  [
    'returns a thenable that throws',
    () => ({ then: () => raise(new Error('no then')) }) as unknown as Promise<void>,
    'no then',
  ],
  ['never settles', never, 'A handler of task.failed did not settle within 5 ms.'],
];

describe.each(['sync', 'async'] as const)('a bus in %s mode', mode => {
  it.each(faults)('lets no other handler suffer where one %s', async (_, fault, message) => {
    const heard: string[] = [];
    const told: string[] = [];
    const bus = open({ mode, handlerTimeoutMs: 5, onError: error => told.push(error.message) });
    bus.subscribe('task.failed', () => void heard.push('before'));
    bus.subscribe('task.failed', fault);
    bus.subscribe('task.*', async () => void heard.push('after'));
    const published = bus.publish(an('task.failed'));
    if (mode === 'sync') told.push(...messagesOf(await failureOf(published)));
    await bus.drain();
    expect({ heard, told }).toEqual({ heard: ['before', 'after'], told: [message] });
  });

  it('gives handlers an event that they cannot alter, and the publisher cannot either', async () => {
    const bus = open({ mode });
    const seen: unknown[] = [];
    bus.subscribe('*', event => void Reflect.set(event.data, 'error', 'forged'));
    bus.subscribe('*', event => void seen.push(event.data));
    const event = an('task.failed', { error: 'boom' });
    const published = bus.publish(event);
    Reflect.set(event.data, 'error', 'changed');
    await Promise.all([published, bus.drain()]);
    expect(seen).toEqual([{ error: 'boom' }]);
  });

  it('passes on a frozen event as it is', async () => {
    const bus = open({ mode });
    const event = Object.freeze(an('task.failed', Object.freeze({})));
    const seen: BusEvent[] = [];
    bus.subscribe('*', one => void seen.push(one));
    await bus.publish(event);
    await bus.drain();
    expect(seen[0]).toBe(event);
  });

  it.each([[undefined], [null], ['task.failed'], [{}], [{ type: 7 }], [{ type: '' }]])(
    'refuses %j, which has no type',
    async given => {
      const told: unknown[][] = [];
      const bus = open({ mode, onError: (...all) => told.push(all) });
      await expect(bus.publish(given as BusEvent)).rejects.toThrow('publish: an event needs a type');
      expect(told).toEqual([[expect.any(TypeError), undefined]]);
    },
  );

  it('clears the timer of a handler that settled in time', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    const bus = open({ mode });
    bus.subscribe('*', async () => undefined);
    await bus.publish(an('task.failed'));
    await bus.drain();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('keeps no process alive for a handler that never settles', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    const bus = open({ mode, handlerTimeoutMs: 60_000 });
    const before = timers();
    const started = new Promise<void>(resolve => bus.subscribe('*', () => (resolve(), never())));
    void bus.publish(an('task.failed'));
    await started;
    expect(timers()).toBe(before);
  });
});

describe('publish in sync mode', () => {
  it('resolves after every handler', async () => {
    const bus = open({ mode: 'sync' });
    const heard: string[] = [];
    bus.subscribe('a', async () => {
      await Promise.resolve();
      heard.push('slow');
    });
    bus.subscribe('a', () => void heard.push('fast'));
    await bus.publish(an('a'));
    expect(heard).toEqual(['fast', 'slow']);
  });

  it('rejects with all failures in one flat AggregateError, those of publishes within it included', async () => {
    const bus = open({ mode: 'sync' });
    bus.subscribe('inner', () => raise(new Error('one')));
    bus.subscribe('inner', () => raise(new Error('two')));
    bus.subscribe('outer', () => bus.publish(an('inner')));
    bus.subscribe('outer', () => raise(new Error('three')));
    const failure = await failureOf(bus.publish(an('outer')));
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure.message).toBe('publish: 3 failed of the handlers of outer; the first said: one');
    expect(messagesOf(failure)).toEqual(['one', 'two', 'three']);
  });

  it('takes an AggregateError without errors for a failure', async () => {
    const bus = open({ mode: 'sync' });
    bus.subscribe('a', () => Promise.any([]));
    expect((await failureOf(bus.publish(an('a')))).errors).toHaveLength(1);
  });

  it('gives a handler 30 s where nothing else is said, and calls that a TimeoutError', async () => {
    jest.useFakeTimers();
    const bus = open({ mode: 'sync' });
    bus.subscribe('a', never);
    const failure = failureOf(bus.publish(an('a')));
    await jest.advanceTimersByTimeAsync(29_999);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect((await failure).errors).toEqual([
      expect.objectContaining({ name: 'TimeoutError', message: 'A handler of a did not settle within 30000 ms.' }),
    ]);
    jest.useRealTimers();
  });
});

describe('publish in async mode', () => {
  it('is the default: no handler runs within it, all of them in the order of publishing, none waits for another', async () => {
    const bus = open();
    const heard: string[] = [];
    bus.subscribe('stuck', () => (heard.push('stuck'), never()));
    bus.subscribe('*', event => void heard.push(event.type));
    await Promise.all(
      ['stuck', 'a', 'b'].map(type => {
        const published = bus.publish(an(type));
        expect(heard).toEqual([]);
        return published;
      }),
    );
    await Promise.resolve();
    expect(heard).toEqual(['stuck', 'stuck', 'a', 'b']);
  });

  it('rejects at maxPending, tells onError too, and drops nothing that it accepted', async () => {
    const told: [string, string | undefined][] = [];
    const heard: unknown[] = [];
    const bus = open({ maxPending: 2, onError: (error, event) => told.push([error.message, event?.type]) });
    bus.subscribe('*', event => void heard.push(event.data));
    const published = [1, 2, 3].map(number => bus.publish(an('task.failed', { number })));
    const results = await Promise.allSettled(published);
    await bus.drain();
    await bus.publish(an('task.failed', { number: 4 }));
    await bus.drain();
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const message =
      'publish: task.failed was refused, because 2 events are pending. Wait for drain(), or raise maxPending.';
    expect(told).toEqual([[message, 'task.failed']]);
    expect(heard).toEqual([{ number: 1 }, { number: 2 }, { number: 4 }]);
  });

  it('accepts 10,000 pending events where nothing else is said', async () => {
    const told: string[] = [];
    const bus = open({ onError: error => told.push(error.message) });
    let heard = 0;
    bus.subscribe('*', () => void (heard += 1));
    for (let number = 0; number <= 10_000; number += 1) void bus.publish(an('a'));
    await bus.drain();
    expect({ heard, told: told.length }).toEqual({ heard: 10_000, told: 1 });
  });

  it('drain waits for the events that handlers publish meanwhile, and for nothing where nothing is pending', async () => {
    const bus = open();
    const heard: string[] = [];
    bus.subscribe('*', event => void heard.push(event.type));
    bus.subscribe('a', async () => {
      await Promise.resolve();
      await bus.publish(an('b'));
    });
    await bus.drain();
    await bus.publish(an('a'));
    await Promise.all([bus.drain(), bus.drain()]);
    expect(heard).toEqual(['a', 'b']);
  });
});
