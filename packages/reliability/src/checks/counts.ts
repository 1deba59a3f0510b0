import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

export const countsChecks = checks('counts', {
  'every job is counted once, by what it does': async ({ queue, claim, done, later, die }) => {
    await queue.add(batches(6, 'n'));
    const [first, second, third] = await claim('a', 4);
    assert.ok(first && second && third);
    await done(first);
    await later(second, { delayMs: 1_000 });
    await die(third);
    const { a: counts } = await queue.counts();
    assert.deepEqual(
      [
        counts?.waiting,
        counts?.retrying,
        counts?.leased,
        counts?.dead,
        counts?.delivered,
        counts?.failed,
        counts?.suppressed,
      ],
      [2, 1, 1, 1, 1, 1, 0],
    );
  },
  'what was given back unspent is waiting, not retrying': async ({ queue, claimOne, later }) => {
    await queue.add([batch('n1')]);
    await later(await claimOne(), { spent: false });
    const { a: counts } = await queue.counts();
    assert.deepEqual([counts?.waiting, counts?.retrying], [1, 0]);
  },
  'what is suppressed is counted': async ({ queue, claimOne, claim, done }) => {
    await queue.add([batch('n1', { key: 'k', at: 1, delayMs: 50 }), batch('n2', { key: 'k', at: 2 })]);
    await done(await claimOne());
    await queue.add([batch('n0', { key: 'k', at: 0 })]);
    await claim();
    const { a: counts } = await queue.counts();
    assert.deepEqual([counts?.suppressed, counts?.waiting], [2, 0]);
  },
  'lanes are counted apart': async ({ queue }) => {
    await queue.add([batch('n1', { lanes: ['a', 'b'] }), batch('n2', { lanes: ['b'] })]);
    const { a, b } = await queue.counts();
    assert.deepEqual([a?.waiting, b?.waiting], [1, 2]);
  },
  'the age of the oldest counts from when it was due': async ({ queue, clock, claimOne }) => {
    await queue.add([batch('later', { delayMs: 10_000 }), batch('n1', { delayMs: 100 })]);
    clock.advance(50);
    assert.equal((await queue.counts()).a?.oldestAgeMs, 0);
    clock.advance(350);
    assert.equal((await queue.counts()).a?.oldestAgeMs, 300);
    await claimOne();
    assert.equal((await queue.counts()).a?.oldestAgeMs, 0);
  },
  'a retry does not make a job young': async ({ queue, clock, claimOne, later }) => {
    await queue.add([batch('n1')]);
    clock.advance(100);
    await later(await claimOne(), { delayMs: 1_000 });
    clock.advance(100);
    assert.equal((await queue.counts()).a?.oldestAgeMs, 200);
  },
  'the age of the oldest lease counts from its claim': async ({ queue, clock, claim, done }) => {
    await queue.add(batches(2, 'n'));
    const [first] = await claim('a', 1);
    assert.ok(first);
    clock.advance(100);
    await claim('a', 1);
    clock.advance(50);
    assert.equal((await queue.counts()).a?.oldestLeaseAgeMs, 150);
    await done(first);
    assert.equal((await queue.counts()).a?.oldestLeaseAgeMs, 50);
  },
  'the times of the last delivery and the last death are told': async ({ queue, clock, claim, done, die }) => {
    await queue.add(batches(2, 'n'));
    const [first, second] = await claim();
    assert.ok(first && second);
    await done(first);
    const deliveredAt = clock.now();
    clock.advance(100);
    await die(second);
    const { a: counts } = await queue.counts();
    assert.deepEqual([counts?.lastDeliveredAt, counts?.lastFailedAt], [deliveredAt, clock.now()]);
  },
  'revived and dropped letters are no longer dead, and failed only grows': async ({ queue, claim, done, die }) => {
    await queue.add(batches(2, 'n'));
    for (const one of await claim()) await die(one);
    await queue.drop({ ids: ['n0:a'] });
    await queue.revive({});
    await done(...(await claim()));
    const { a: counts } = await queue.counts();
    assert.deepEqual([counts?.dead, counts?.failed, counts?.delivered], [0, 2, 1]);
  },
});
