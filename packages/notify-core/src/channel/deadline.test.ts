import { getEventListeners } from 'node:events';
import { provider } from '@helix/testutil';
import { delivery } from '../checks/subject.js';
import { chatAt } from '../testing/chat.js';
import { abortListeners } from './abort-listeners.js';
import { deadline as deadlineOf, longestTimerMs } from './deadline.js';

const deadline = (outer: AbortSignal, ms: number) => deadlineOf(outer, ms, abortListeners());

const nameOf = (signal: AbortSignal) => (signal.reason as Error | undefined)?.name;

describe('deadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('aborts with a TimeoutError when its time is over', () => {
    const { signal } = deadline(new AbortController().signal, 200);
    jest.advanceTimersByTime(199);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError', message: 'no answer within 200 ms' });
  });

  it('aborts with the outer signal, for its reason', () => {
    const outer = new AbortController();
    const { signal } = deadline(outer.signal, 200);
    outer.abort(new Error('stopped'));
    expect(signal.reason).toEqual(new Error('stopped'));
  });

  it('has aborted from the start where the outer signal has', () => {
    const { signal, clear } = deadline(AbortSignal.abort(), 200);
    expect(nameOf(signal)).toBe('AbortError');
    clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves neither timer nor listener behind once cleared', () => {
    const outer = new AbortController();
    const { signal, clear } = deadline(outer.signal, 200);
    expect([jest.getTimerCount(), getEventListeners(outer.signal, 'abort').length]).toEqual([1, 1]);
    clear();
    expect([jest.getTimerCount(), getEventListeners(outer.signal, 'abort').length]).toEqual([0, 0]);
    outer.abort();
    expect(signal.aborted).toBe(false);
  });

  it.each([2 ** 31, Number.MAX_SAFE_INTEGER, Infinity])('of %d ms is as long as a timer can be, not as short', ms => {
    const { signal } = deadline(new AbortController().signal, ms);
    jest.advanceTimersByTime(longestTimerMs - 1);
    expect(signal.aborted).toBe(false);
  });
});

it('a thousand parallel sends on one signal leave nothing on it, and are no leak to Node', async () => {
  await using mock = await provider();
  const channel = chatAt(mock.url);
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 1_000 }, () => channel.send(delivery(), signal)));
  expect(mock.count()).toBe(1_000);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // Jest keeps Node's warnings from tests: this is where Node remembers that it gave one.
  const warned = Object.getOwnPropertySymbols(signal).find(({ description }) =>
    description?.endsWith('ListenersWarned'),
  );
  expect(Reflect.get(signal, warned!)).toBe(false);
  await channel.close();
});
