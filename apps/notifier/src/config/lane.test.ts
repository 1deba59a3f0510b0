import { channelOf, problemsOf, withChannel } from './testing/parse.js';

const laneOf = (options: string) => channelOf(`{ url: "https://x.io", ${options} }`);

describe('what every channel takes', () => {
  it.each([
    ['timeout: 250ms', { timeoutMs: 250 }],
    ['timeout: 30s', { timeoutMs: 30_000 }],
    ['expires_after: 5m', { expiresAfterMs: 300_000 }],
    ['expires_after: 3h', { expiresAfterMs: 10_800_000 }],
    ['expires_after: 2d', { expiresAfterMs: 172_800_000 }],
    ['concurrency: 4', { concurrency: 4 }],
    [
      'retry: {}',
      { retry: { maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 30_000, backoffMultiplier: 2, jitter: 'full' } },
    ],
    [
      'retry: { max_attempts: 5, initial_delay: 0s, max_delay: 1m, backoff_multiplier: 1.5, jitter: none }',
      { retry: { maxAttempts: 5, initialDelayMs: 0, maxDelayMs: 60_000, backoffMultiplier: 1.5, jitter: 'none' } },
    ],
    ['rate_limit: { max_per_second: 0.1, burst_size: 2 }', { rateLimit: { maxPerSecond: 0.1, burstSize: 2 } }],
    ['rate_limit: { max_per_minute: 100 }', { rateLimit: { maxPerMinute: 100 } }],
    ['breaker: off', { breaker: 'off' }],
    ['breaker: "${B:-off}"', { breaker: 'off' }],
    [
      'breaker: { window: 30s, min_calls: 20, failure_ratio: 0.5, slow_after: 5s, slow_ratio: 0.8, open_for: 5s, max_open_for: 2m }',
      {
        breaker: {
          windowMs: 30_000,
          minCalls: 20,
          failureRatio: 0.5,
          slowMs: 5000,
          slowRatio: 0.8,
          openMs: 5000,
          maxOpenMs: 120_000,
        },
      },
    ],
  ])('%s', (options, expected) => {
    expect(laneOf(options)).toMatchObject(expected);
  });

  it.each([
    ['timeout: 30', 'timeout: expected a duration such as 250ms, 30s, 5m, 3h or 2d'],
    ['timeout: 1.5s', 'timeout: expected a duration such as'],
    ['timeout: 0s', 'timeout: expected a duration from 1ms to 20d'],
    ['timeout: 25d', 'timeout: expected a duration from 1ms to 20d'],
    ['retry: { initial_delay: soon }', 'retry.initial_delay: expected a duration'],
    ['retry: { max_attempts: 0 }', 'retry.max_attempts: too small: expected number to be >=1'],
    ['retry: { max_atempts: 1 }', 'retry.max_atempts: is not a known key; did you mean "max_attempts"?'],
    ['rate_limit: { burst_size: 2 }', 'rate_limit: expected max_per_second, max_per_minute, or both'],
    ['breaker: on', 'breaker: expected "off"'],
    ['breaker: { failure_ratio: 2 }', 'breaker.failure_ratio: too big'],
    ['breaker: { windw: 2s }', 'breaker.windw: is not a known key; did you mean "window"?'],
  ])('%s is refused', (options, expected) => {
    const problems = problemsOf(withChannel('hook', `{ url: "https://x.io", ${options} }`));
    expect(problems.join('\n')).toContain(`notifications.channels.hook.${expected}`);
  });
});
