import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

export const leaseChecks = checks('lease', {
  'what is not settled in time can be claimed again, as the next attempt': async ({
    queue,
    clock,
    leaseMs,
    claim,
    claimOne,
  }) => {
    await queue.add([batch('n1')]);
    await claim();
    clock.advance(leaseMs - 1);
    assert.deepEqual(await claim(), []);
    clock.advance(1);
    assert.equal((await claimOne()).attempt, 2);
  },
  'an extended lease is not lost': async ({ queue, clock, leaseMs, claimOne, claimed }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    clock.advance(leaseMs / 2);
    assert.deepEqual(await queue.extend([claim], leaseMs), [true]);
    clock.advance(leaseMs - 1);
    assert.deepEqual(await claimed(), []);
    clock.advance(1);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'extending answers for each claim': async ({ queue, leaseMs, claim, done }) => {
    await queue.add(batches(2, 'n'));
    const claims = await claim();
    assert.ok(claims[0]);
    await done(claims[0]);
    assert.deepEqual(await queue.extend(claims, leaseMs), [false, true]);
  },
  'a lost lease can neither be extended nor settled': async ({
    queue,
    clock,
    leaseMs,
    claimOne,
    claim,
    done,
    state,
  }) => {
    await queue.add([batch('n1')]);
    const lost = await claimOne();
    clock.advance(leaseMs);
    const [again] = await claim();
    assert.ok(again);
    assert.deepEqual(await queue.extend([lost], leaseMs), [false]);
    assert.deepEqual(await done(lost), [false]);
    assert.equal(await state('n1'), 'leased');
    assert.deepEqual(await done(again), [true]);
  },
  'a lease that ran out may be settled until somebody takes it': async ({
    queue,
    clock,
    leaseMs,
    claimOne,
    done,
    state,
  }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    clock.advance(leaseMs);
    assert.deepEqual(await done(claim), [true]);
    assert.equal(await state('n1'), 'done');
  },
});
