import { createEventBus } from './index.js';

it.each([
  [{ mode: 'later' as 'sync' }, "mode must be 'sync' or 'async', not 'later'"],
  [{ maxPending: 0 }, 'maxPending must be at least 1, not 0'],
  [{ maxPending: NaN }, 'maxPending must be at least 1, not NaN'],
  [{ handlerTimeoutMs: 0 }, 'handlerTimeoutMs must be from 1 to 2147483647, not 0'],
  [{ handlerTimeoutMs: Infinity }, 'handlerTimeoutMs must be from 1 to 2147483647, not Infinity'],
])('a bus with %j is refused', (options, said) => {
  expect(() => createEventBus(options)).toThrow(`createEventBus: ${said}`);
});

it('an option that a bus does not know is refused', () => {
  const known = 'mode, maxPending, handlerTimeoutMs, followAsync, onError';
  const message = `createEventBus: maxpending is not an option; known are ${known}.`;
  expect(() => createEventBus({ maxpending: 5 } as object)).toThrow(new RangeError(message));
});

it('a bus may have no limit of pending events', () => {
  expect(createEventBus({ maxPending: Infinity }).subscriberCount()).toBe(0);
});
