import { z } from '@helix/notify-core';
import { duration } from './duration.js';

const count = (most: number) => z.int().min(1).max(most);
const perTime = z.number().positive().max(1_000_000);
const ratio = z.number().gt(0).max(1);
// A timer of Node fires at once where it is set for longer than 24 days.
const timer = (shortest: string) => duration(shortest, '20d');

const retry = z
  .strictObject({
    maxAttempts: count(1000).default(3).describe('Attempts in all, the first included'),
    initialDelay: timer('0ms').prefault('1s').describe('The pause after the first attempt'),
    maxDelay: timer('0ms').prefault('30s').describe('The longest pause'),
    backoffMultiplier: z.number().min(1).max(100).default(2),
    jitter: z.enum(['full', 'none']).default('full'),
  })
  .transform(({ initialDelay, maxDelay, ...others }) => ({
    ...others,
    initialDelayMs: initialDelay,
    maxDelayMs: maxDelay,
  }));

const rateLimit = z
  .strictObject({
    maxPerSecond: perTime.optional(),
    maxPerMinute: perTime.optional(),
    burstSize: count(1_000_000).optional().describe('How many may leave at once after a pause'),
  })
  .refine(rate => rate.maxPerSecond !== undefined || rate.maxPerMinute !== undefined, {
    error: 'expected max_per_second, max_per_minute, or both',
  });

const breaker = z
  .strictObject({
    window: timer('1s').optional(),
    minCalls: count(10_000).optional(),
    failureRatio: ratio.optional(),
    slowAfter: timer('1ms').optional(),
    slowRatio: ratio.optional(),
    openFor: timer('1ms').optional(),
    maxOpenFor: timer('1ms').optional(),
  })
  .transform(({ window, slowAfter, openFor, maxOpenFor, ...others }) => ({
    ...others,
    windowMs: window,
    slowMs: slowAfter,
    openMs: openFor,
    maxOpenMs: maxOpenFor,
  }));

/** What every channel takes beside the options of its type. */
export const laneOptions = z.strictObject({
  type: z.string().optional().describe("The channel's type; the key where that is one"),
  enabled: z.boolean().default(true),
  timeout: timer('1ms').optional().describe('The longest that one attempt may take'),
  concurrency: count(1000).optional().describe('How many deliveries at once'),
  retry: retry.optional(),
  rateLimit: rateLimit.optional(),
  breaker: z.union([breaker, z.literal('off')]).optional(),
  expiresAfter: duration('1s', '366d').prefault('24h').describe('How long a delivery is tried'),
});

/** The same, with its units. Without `retry` a delivery is tried until it expires. */
export const laneSchema = laneOptions.transform(
  ({ timeout, concurrency, retry, rateLimit, breaker, expiresAfter }) => ({
    timeoutMs: timeout,
    concurrency,
    retry,
    rateLimit,
    breaker,
    expiresAfterMs: expiresAfter,
  }),
);

export type Lane = Readonly<z.output<typeof laneSchema>>;
