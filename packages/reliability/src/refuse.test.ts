import { breaker, exponential, limiter, memoryQueue, queued, retry, through, worker } from './index.js';

const queue = memoryQueue<string>();
const whole = { queue, send: async () => ({}), lanes: {} };
// As callers without types write them.
const slip = (name: string) => ({ [name]: 1 }) as object;
const lane = (name: string) => ({ ...whole, lanes: { a: slip(name) } });

it.each<[string, () => unknown, string]>([
  ['exponential', () => exponential(slip('maxAttempt')), 'maxAttempts, initialMs, factor, maxMs, jitter'],
  ['retry', () => retry(exponential(), slip('maxAttempt')), 'clock'],
  ['memoryQueue', () => memoryQueue(slip('maxAttempt')), 'maxSize, retention, clock'],
  ['memoryQueue retention', () => memoryQueue({ retention: slip('maxAttempt') }), 'finishedMs, maxFinished'],
  [
    'limiter "k"',
    () => limiter({ scope: [], key: 'k', ...slip('maxAttempt') }),
    'scope, key, perSecond, perMinute, perHour, burst',
  ],
  [
    'breaker "default"',
    () => breaker(slip('maxAttempt')),
    'windowMs, minCalls, failureRatio, slowMs, slowRatio, openMs, maxOpenMs, name, records',
  ],
  ['through', () => through(breaker(), slip('maxAttempt')), 'maxWaitMs, clock'],
  ['worker', () => worker({ ...whole, ...slip('maxAttempt') }), 'queue, send, lanes, backoff, leaseMs, on, clock'],
  ['lane "a"', () => worker(lane('maxAttempt')), 'concurrency, rates, breaker, gates, backoff, timeoutMs'],
  ['queued', () => queued(queue, slip('maxAttempt')), 'lanes, work, backoff, leaseMs, on, clock'],
])('%s refuses an option that it does not know', (where, make, known) => {
  expect(make).toThrow(new RangeError(`${where}: maxAttempt is not an option; known are ${known}.`));
});

it.each([
  ['queue', 'a queue such as memoryQueue()'],
  ['send', 'the function that delivers'],
  ['lanes', 'the lanes by name, such as { slack: {} }'],
])('worker asks for its %s', (option, expected) => {
  const message = `worker: ${option} is undefined; give ${expected}.`;
  expect(() => worker({ ...whole, [option]: undefined })).toThrow(new RangeError(message));
});

it('retry asks for a back-off', () => {
  const options = { maxAttempts: 3 } as unknown as ReturnType<typeof exponential>;
  expect(() => retry(options)).toThrow(new TypeError('retry: give a backoff such as exponential().'));
});
