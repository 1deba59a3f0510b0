import { fakeClock } from '@helix/testutil';
import { breaker, failure, limiter, through, type Gate } from '../index.js';

const signal = new AbortController().signal;
const rate = { scope: ['token'], key: 'k', perSecond: 1 };

it('calls wait for the limiter, one after the other', async () => {
  const clock = fakeClock();
  const times: number[] = [];
  const call = through(limiter(rate, { clock }), { clock })(async () => void times.push(clock.now()));
  const calls = Promise.all([1, 2, 3].map(() => call('in', signal)));
  await clock.advance(3_000);
  await calls;
  expect(times).toEqual([0, 1_000, 2_000]);
});

it('a 429 that passes through closes the limiter', async () => {
  const clock = fakeClock();
  const slow = failure('rate_limited', 'slow down', { scope: ['token'], retryAfterMs: 60_000 });
  const gate = limiter({ ...rate, perSecond: 100 }, { clock });
  await expect(through(gate, { clock })(() => Promise.reject(slow))('in', signal)).rejects.toBe(slow);
  expect(await gate.take(1)).toEqual({ granted: 0, waitMs: 60_000 });
});

it('what would wait too long fails at once, retryable', async () => {
  const gate = breaker();
  await gate.report([{ durationMs: 1, failure: failure('unauthorized', 'no') }]);
  await expect(through(gate)(async () => 'sent')('in', signal)).rejects.toMatchObject({
    code: 'circuit_open',
    retryable: true,
    retryAfterMs: expect.closeTo(900_000, -3),
  });
});

it('a gate of one’s own that says nothing else is a limiter', async () => {
  const shut: Gate = {
    take: async () => ({ granted: 0, waitMs: 500 }),
    giveBack: async () => undefined,
    report: async () => undefined,
  };
  await expect(through(shut, { maxWaitMs: 499 })(async () => 'sent')('in', signal)).rejects.toMatchObject({
    code: 'rate_limited',
    message: 'The gate stays shut for 500 ms (rate_limited).',
  });
});

it('an abort ends the wait', async () => {
  const controller = new AbortController();
  const gate = limiter({ ...rate, perSecond: 0.1 });
  await gate.take(1);
  const waiting = through(gate)(async () => 'sent')('in', controller.signal);
  await new Promise(resolve => setImmediate(resolve));
  controller.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});

it('answers are passed on', async () => {
  expect(await through(breaker())(async (input: string) => `${input}!`)('in', signal)).toBe('in!');
});

it('a gate that cannot be told changes nothing of how a call ended', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockReturnValue();
  const deaf: Gate = { ...limiter({ ...rate, perSecond: 5 }), report: () => Promise.reject(new Error('away')) };
  const call = through(deaf)(async (input: string) => (input === 'bad' ? Promise.reject(new Error('no')) : input));
  expect(await call('good', signal)).toBe('good');
  await expect(call('bad', signal)).rejects.toThrow('no');
  expect(warned.mock.calls).toEqual([['through: a gate failed (away); further failures are not told.']]);
  warned.mockRestore();
});

it.each([-1, NaN])('a longest wait of %d is refused', maxWaitMs => {
  const message = `through: maxWaitMs is ${maxWaitMs}; give a number of at least 0.`;
  expect(() => through(breaker(), { maxWaitMs })).toThrow(new RangeError(message));
});
