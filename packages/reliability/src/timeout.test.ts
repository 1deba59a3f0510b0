import { failure, timeout, type Call } from './index.js';

const signal = new AbortController().signal;
const never: Call<string, string> = () => new Promise(() => undefined);
/** Rejects with `thrown(reason)` as soon as its signal aborts. */
const obedient =
  (thrown: (reason: Error) => Error): Call<string, string> =>
  (_, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(thrown(signal.reason as Error))));

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it('an answer in time is passed on', async () => {
  expect(await timeout(100)(async () => 'answer')('in', signal)).toBe('answer');
});

it('an error in time is passed on as it is', async () => {
  const own = new Error('own');
  await expect(timeout(100)(() => Promise.reject(own))('in', signal)).rejects.toBe(own);
});

it('aborts with a TimeoutError, and keeps what the call itself says of it', async () => {
  const reasons: unknown[] = [];
  const cut = failure('timeout', 'Two of three parts were sent.', { progress: 2 });
  const call = obedient(reason => {
    reasons.push(reason);
    return cut;
  });
  const answer = expect(timeout(100)(call)('in', signal)).rejects.toBe(cut);
  await jest.advanceTimersByTimeAsync(100);
  await answer;
  expect(reasons).toMatchObject([{ name: 'TimeoutError', message: 'No answer within 100 ms.' }]);
});

it('a call that throws the abort’s reason has timed out', async () => {
  const answer = expect(timeout(100)(obedient(reason => reason))('in', signal)).rejects.toMatchObject({
    code: 'timeout',
    retryable: true,
    message: 'No answer within 100 ms.',
  });
  await jest.advanceTimersByTimeAsync(100);
  await answer;
});

it('a call that ignores its signal is left behind after a second', async () => {
  let settled = false;
  const answer = timeout(100)(never)('in', signal).finally(() => (settled = true));
  const failed = expect(answer).rejects.toMatchObject({ code: 'timeout' });
  await jest.advanceTimersByTimeAsync(1_099);
  expect(settled).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await failed;
});

it('a success that comes within that second counts', async () => {
  const late: Call<string, string> = () => new Promise(resolve => setTimeout(() => resolve('late'), 500));
  const answer = timeout(100)(late)('in', signal);
  await jest.advanceTimersByTimeAsync(500);
  expect(await answer).toBe('late');
});

it('an abort from outside is passed on, and leaves no listener behind', async () => {
  const controller = new AbortController();
  const removed = jest.spyOn(controller.signal, 'removeEventListener');
  const answer = expect(timeout(100)(obedient(reason => reason))('in', controller.signal)).rejects.toMatchObject({
    code: 'cancelled',
    cause: new Error('stopped'),
  });
  controller.abort(new Error('stopped'));
  await answer;
  expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
});

it('a signal that was aborted before aborts the call at once', async () => {
  const answer = expect(timeout(100)(never)('in', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  await jest.advanceTimersByTimeAsync(1_000);
  await answer;
});

it.each([0, -1, NaN])('a time of %d ms is refused', ms => {
  expect(() => timeout(ms)).toThrow(`timeout: ms is ${ms}; give a number above 0.`);
});
