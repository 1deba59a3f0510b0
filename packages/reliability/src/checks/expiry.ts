import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

export const expiryChecks = checks('expiry', {
  'what was not delivered in its time is a dead letter': async ({ queue, clock, claim, claimed, ended, state }) => {
    await queue.add([batch('n1', { ttlMs: 100 })]);
    clock.advance(99);
    await claim('b');
    assert.deepEqual(ended, []);
    clock.advance(1);
    assert.deepEqual(await claimed(), []);
    assert.deepEqual(ended, [{ id: 'n1:a', lane: 'a', to: 'dead', reason: 'expired' }]);
    assert.equal(await state('n1'), 'dead expired');
  },
  'its time counts from when it first was due': async ({ queue, clock, claimed }) => {
    await queue.add([batch('n1', { ttlMs: 100, delayMs: 1_000 })]);
    clock.advance(1_099);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a retry does not start it anew': async ({ queue, clock, claimOne, later, claimed, state }) => {
    await queue.add([batch('n1', { ttlMs: 100 })]);
    await later(await claimOne(), { delayMs: 60 });
    clock.advance(100);
    assert.deepEqual(await claimed(), []);
    assert.equal(await state('n1'), 'dead expired');
  },
  'the notification’s own end holds where it is earlier': async ({ queue, clock, claimed }) => {
    await queue.add([batch('n1', { ttlMs: 100, expiresAt: clock.now() + 50 })]);
    await queue.add([batch('n2', { ttlMs: 100, expiresAt: clock.now() + 200 })]);
    clock.advance(50);
    assert.deepEqual(await claimed('a', 1), ['n2']);
  },
  'any claim buries it: of another lane, of a paused one, of none': async ({ queue, clock, leaseMs, ended, claim }) => {
    await queue.add(batches(1, 'a', { ttlMs: 100 }));
    await queue.add(batches(1, 'b', { ttlMs: 200, lanes: ['paused'] }));
    await queue.pause('paused', { reason: 'holiday', by: 'ann' });
    clock.advance(100);
    await claim('b');
    clock.advance(100);
    const last = await queue.claim([], { leaseMs });
    assert.deepEqual(
      [...ended, ...last.ended].map(({ id }) => id),
      ['a0:a', 'b0:paused'],
    );
  },
  'what waits behind a retry in its thread expires too': async ({ queue, clock, claimOne, later, claim, ended }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2, ttlMs: 100 })]);
    await later(await claimOne(), { delayMs: 1_000 });
    clock.advance(100);
    await claim();
    assert.deepEqual(
      ended.map(({ id }) => id),
      ['n2:a'],
    );
  },
  'at most 200 are buried a claim': async ({ queue, clock, claim, ended }) => {
    await queue.add(batches(250, 'n', { ttlMs: 100 }));
    clock.advance(100);
    await claim('b');
    assert.equal(ended.length, 200);
    await claim('b');
    assert.equal(ended.length, 250);
  },
  'what is on its way is not ended, and may still be delivered': async ({
    queue,
    clock,
    claimOne,
    claim,
    done,
    ended,
  }) => {
    await queue.add([batch('n1', { ttlMs: 100 })]);
    const onItsWay = await claimOne();
    clock.advance(200);
    await claim();
    assert.deepEqual(ended, []);
    assert.deepEqual(await done(onItsWay), [true]);
  },
  'its last failure is kept': async ({ queue, clock, claimOne, claim }) => {
    await queue.add([batch('n1', { ttlMs: 100 })]);
    const attempt = { number: 1, at: 1, durationMs: 2, result: 'network', detail: 'no route' };
    const settlement = { to: 'later', delayMs: 500, spent: true, reason: 'network', attempt } as const;
    await queue.settle([{ ...settlement, claim: await claimOne() }]);
    clock.advance(100);
    await claim();
    const { items } = await queue.dead({ limit: 1 });
    assert.deepEqual([items[0]?.reason, items[0]?.attempts], ['expired', [attempt]]);
  },
  'what was revived after its end is tried again': async ({ queue, clock, claim, claimed }) => {
    await queue.add([batch('n1', { ttlMs: 100 }), batch('n2', { expiresAt: clock.now() + 100 })]);
    clock.advance(1_000);
    await claim();
    assert.equal(await queue.revive({}), 2);
    assert.deepEqual([...(await claimed())].sort(), ['n1', 'n2']);
  },
  'the time of what is revived counts from its new due time': async ({ queue, clock, claim, claimed }) => {
    await queue.add(batches(3, 'n', { ttlMs: 1_500 }));
    clock.advance(1_500);
    await claim();
    await queue.revive({}, { perSecond: 1 });
    clock.advance(2_000);
    assert.equal((await claimed()).length, 2);
  },
});
