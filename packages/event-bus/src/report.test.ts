import { createEvent, createEventBus, type BusEvent, type EventBusOptions } from './index.js';

const open = (options: EventBusOptions) => createEventBus<Record<string, object>>(options);
const an = (type: string): BusEvent => createEvent(type, {}, { source: 'test' });
const raise = (thrown: unknown) => {
  throw thrown;
};

describe('errors that nobody takes', () => {
  const warnings = jest.spyOn(process, 'emitWarning').mockImplementation();
  const unhandled = jest.fn();
  beforeAll(() => process.on('unhandledRejection', unhandled));
  beforeEach(() => warnings.mockClear());
  afterAll(() => {
    process.off('unhandledRejection', unhandled);
    warnings.mockRestore();
  });
  const turn = () => new Promise(resolve => setImmediate(resolve));

  it.each<[string, EventBusOptions, () => void, string]>([
    ['a failed handler', {}, () => raise(new Error('boom\nat secret depth')), 'Event a: boom'],
    [
      'an onError that throws',
      { onError: () => raise(new Error('broken')) },
      () => raise(new Error('boom')),
      'Event a: broken',
    ],
    [
      'an onError that rejects',
      { onError: () => Promise.reject(new Error('broken')) },
      () => raise(new Error('boom')),
      'Event a: broken',
    ],
  ])('are one line of process warning: %s', async (_, options, fault, warning) => {
    const bus = open(options);
    bus.subscribe('a', fault);
    await bus.publish(an('a'));
    await bus.drain();
    await turn();
    expect(warnings.mock.calls).toEqual([[warning, 'EventBusWarning']]);
  });

  it('are no unhandled rejection where the promise of a refused publish is ignored', async () => {
    const bus = open({ maxPending: 1 });
    void bus.publish(an('a'));
    void bus.publish(an('a'));
    void bus.publish({} as BusEvent);
    await turn();
    expect(unhandled).not.toHaveBeenCalled();
    expect(warnings.mock.calls.map(([line]) => line)).toEqual([
      expect.stringMatching(/^Event a: publish: a was refused/),
      expect.stringMatching(/^publish: an event needs a type/),
    ]);
  });
});
