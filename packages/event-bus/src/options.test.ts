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

it('a bus may have no limit of pending events', () => {
  expect(createEventBus({ maxPending: Infinity }).subscriberCount()).toBe(0);
});
