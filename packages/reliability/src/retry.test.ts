import { fakeClock } from '@helix/testutil';
import { asFailure, exponential, failure, retry } from './index.js';

const steady = exponential({ jitter: 'none' });
const signal = new AbortController().signal;

/** A call that throws what it is given, one after the other, and then answers. */
function failing(...thrown: unknown[]) {
  const times: number[] = [];
  const clock = fakeClock();
  const call = async () => {
    times.push(clock.now());
    if (thrown.length > 0) throw thrown.shift();
    return 'answer';
  };
  return { call, times, clock };
}

it('tries again until it succeeds, waiting as the back-off says', async () => {
  const { call, times, clock } = failing(failure('network', 'a'), failure('timeout', 'b'));
  const answer = retry(steady, { clock })(call)('in', signal);
  await clock.advance(3_000);
  expect(await answer).toBe('answer');
  expect(times).toEqual([0, 1_000, 3_000]);
});

it('throws the last error, saying how often it was tried', async () => {
  const last = failure('server_error', 'no luck', { status: 503, progress: { part: 1 }, handle: 'h' });
  const { call, clock } = failing(failure('network', 'a'), failure('network', 'b'), last);
  const answer = retry(steady, { clock })(call)('in', signal).catch((thrown: unknown) => thrown);
  await clock.advance(3_000);
  const thrown = await answer;
  expect(asFailure(thrown)).toBe(thrown);
  const kept = { code: 'server_error', status: 503, progress: { part: 1 }, handle: 'h', cause: last };
  expect(thrown).toMatchObject({ message: 'failed after 3 attempts: no luck', ...kept });
});

it('gives the next attempt what the ones before it won, and tells it at the end', async () => {
  const errors = [
    failure('network', 'a', { progress: { part: 1 }, handle: 'h' }),
    failure('network', 'b', { progress: { part: 2 } }),
    failure('network', 'c'),
  ];
  const clock = fakeClock();
  const inputs: unknown[] = [];
  const call = async (input: { id: string }) => {
    inputs.push(input);
    throw errors[inputs.length - 1] as Error;
  };
  const answer = retry(steady, { clock })(call)({ id: 'n1' }, signal).catch((thrown: unknown) => thrown);
  await clock.advance(3_000);
  expect(await answer).toMatchObject({ code: 'network', progress: { part: 2 }, handle: 'h' });
  expect(inputs).toEqual([
    { id: 'n1' },
    { id: 'n1', progress: { part: 1 }, handle: 'h' },
    { id: 'n1', progress: { part: 2 }, handle: 'h' },
  ]);
});

it.each(['in', null])('leaves an input that is no object as it is: %p', async input => {
  const { call, clock } = failing(failure('network', 'a', { progress: 1 }));
  const seen: unknown[] = [];
  const answer = retry(steady, { clock })(async (given: unknown) => {
    seen.push(given);
    return call();
  })(input, signal);
  await clock.advance(1_000);
  await answer;
  expect(seen).toEqual([input, input]);
});

it.each([
  [new Error('boom'), 'failed after 2 attempts: boom'],
  ['text', 'failed after 2 attempts: text'],
])('errors of others keep their text and are the cause: %s', async (thrown, message) => {
  const { call, clock } = failing(thrown, thrown);
  const answer = retry(exponential({ maxAttempts: 2, jitter: 'none' }), { clock })(call)('in', signal);
  const caught = answer.catch((thrown: unknown) => thrown);
  await clock.advance(1_000);
  expect(await caught).toMatchObject({ message, cause: thrown });
});

it('what is not retryable is thrown as it is', async () => {
  const refused = failure('invalid_request', 'no title');
  const { call, times } = failing(refused);
  await expect(retry(steady)(call)('in', signal)).rejects.toBe(refused);
  expect(times).toHaveLength(1);
});

it('an abort ends the wait at once and leaves no timer behind', async () => {
  jest.useFakeTimers();
  const controller = new AbortController();
  const { call, times } = failing(failure('network', 'a'));
  const answer = expect(retry(steady)(call)('in', controller.signal)).rejects.toThrow('stopped');
  await jest.advanceTimersByTimeAsync(500);
  controller.abort(new Error('stopped'));
  await answer;
  expect(times).toHaveLength(1);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it('a call that fails because of the abort is not tried again', async () => {
  const { call, times } = failing(failure('network', 'cut'));
  await expect(retry(steady)(call)('in', AbortSignal.abort())).rejects.toThrow('cut');
  expect(times).toHaveLength(1);
});

it('passes input and signal on', async () => {
  const seen: unknown[] = [];
  await retry(steady)(async (input, given) => void seen.push(input, given))('in', signal);
  expect(seen).toEqual(['in', signal]);
});
