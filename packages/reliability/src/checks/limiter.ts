import { strict as assert } from 'node:assert';
import { checks } from './world.js';

const rate = { scope: ['botToken'], key: 'k', perSecond: 2 };
const tooMany = (scope: string[], retryAfterMs: number) => ({
  durationMs: 1,
  failure: { code: 'rate_limited', retryable: true, message: 'slow down', scope, retryAfterMs },
});

export const limiterChecks = checks('limiter', {
  'one key is one bucket, however often it is asked for': async ({ queue }) => {
    const [one, other] = [queue.limiter(rate), queue.limiter(rate)];
    assert.equal((await one.take(1)).granted, 1);
    assert.equal((await other.take(5)).granted, 1);
    assert.equal((await one.take(1)).granted, 0);
  },
  'other keys are other buckets': async ({ queue }) => {
    await queue.limiter(rate).take(2);
    assert.equal((await queue.limiter({ ...rate, key: 'other' }).take(2)).granted, 2);
  },
  'of two rates for a key the lower holds': async ({ queue }) => {
    const one = queue.limiter(rate);
    queue.limiter({ ...rate, perSecond: 1 });
    assert.equal((await one.take(2)).granted, 1);
  },
  'a rate that is none is refused': ({ queue }) => {
    for (const perSecond of [0, -1, Infinity, NaN]) {
      assert.throws(() => queue.limiter({ ...rate, key: `of ${perSecond}`, perSecond }), RangeError);
    }
    return Promise.resolve();
  },
  'what was given back can be taken again': async ({ queue }) => {
    const gate = queue.limiter(rate);
    await gate.take(2);
    await gate.giveBack(1);
    assert.equal((await gate.take(2)).granted, 1);
  },
  'tells when asking again will pay, and holds to it': async ({ queue, clock }) => {
    const gate = queue.limiter(rate);
    await gate.take(2);
    const { granted, waitMs } = await gate.take(1);
    assert.deepEqual([granted, waitMs], [0, 500]);
    clock.advance(500);
    assert.equal((await gate.take(2)).granted, 1);
  },
  'a 429 of its scope closes it for all until its time': async ({ queue, clock }) => {
    await queue.limiter(rate).report([tooMany(['botToken'], 60_000)]);
    const { granted, waitMs } = await queue.limiter(rate).take(1);
    assert.deepEqual([granted, waitMs], [0, 60_000]);
    clock.advance(60_000);
    assert.equal((await queue.limiter(rate).take(1)).granted, 1);
  },
  'a 429 of another scope does not': async ({ queue }) => {
    await queue.limiter(rate).report([tooMany(['botToken', 'chatId'], 60_000)]);
    assert.equal((await queue.limiter(rate).take(1)).granted, 1);
  },
});
