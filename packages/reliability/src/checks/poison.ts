import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

export const poisonChecks = checks('poison', {
  'three leases lost in a row are a dead letter, and told': async ({ queue, clock, leaseMs, claim, ended, state }) => {
    await queue.add([batch('n1')]);
    for (let time = 0; time < 3; time++) {
      assert.equal((await claim()).length, 1);
      clock.advance(leaseMs);
    }
    assert.deepEqual(await claim(), []);
    assert.deepEqual(ended, [{ id: 'n1:a', lane: 'a', to: 'dead', reason: 'poison' }]);
    assert.equal(await state('n1'), 'dead poison');
  },
  'a settlement between starts the count anew': async ({ queue, clock, leaseMs, claim, claimOne, later, ended }) => {
    await queue.add([batch('n1')]);
    for (let time = 0; time < 3; time++) {
      await claim();
      clock.advance(leaseMs);
      await claim();
      clock.advance(leaseMs);
      await later(await claimOne());
    }
    assert.deepEqual(ended, []);
  },
  'those that lost a lease are leased one at a time in their lane': async ({ queue, clock, leaseMs, claim, done }) => {
    await queue.add([...batches(3, 'n'), ...batches(2, 'm', { lanes: ['b'] })]);
    await claim('a');
    await claim('b');
    clock.advance(leaseMs);
    const first = await claim('a');
    assert.equal(first.length, 1);
    assert.equal((await claim('b')).length, 1);
    assert.deepEqual(await claim('a'), []);
    await done(...first);
    assert.equal((await claim('a')).length, 1);
  },
  'others go on beside them': async ({ queue, clock, leaseMs, claim, claimed }) => {
    await queue.add(batches(2, 'bad'));
    await claim();
    clock.advance(leaseMs);
    await queue.add(batches(2, 'good'));
    assert.deepEqual(await claimed(), ['bad0', 'good0', 'good1']);
  },
  'what is urgent does not wait for one that lost its lease': async ({ queue, clock, leaseMs, claim, claimed }) => {
    await queue.add([batch('suspect')]);
    await claim();
    clock.advance(leaseMs);
    await queue.add([batch('urgent', { priority: 'urgent' })]);
    assert.deepEqual(await claimed('a', 1), ['urgent']);
  },
  'what was revived is trusted again': async ({ queue, clock, leaseMs, claim }) => {
    await queue.add(batches(2, 'n'));
    for (let time = 0; time < 8; time++) {
      await claim();
      clock.advance(leaseMs);
    }
    await claim();
    assert.equal(await queue.revive({ reason: 'poison' }), 2);
    assert.equal((await claim()).length, 2);
  },
  'ten poisonous ones among a thousand take hardly any with them': async ({ queue, clock, leaseMs, claim, done }) => {
    await queue.add(
      Array.from({ length: 1_000 }, (_, number) => batch(number % 100 === 50 ? `bad${number}` : `n${number}`)),
    );
    for (let empty = 0; empty < 4;) {
      const claims = await claim('a', 32);
      empty = claims.length === 0 ? empty + 1 : 0;
      // A poisonous one takes its worker down before anything of that claim is settled.
      if (claims.some(({ id }) => id.startsWith('bad'))) clock.advance(leaseMs);
      else await done(...claims);
    }
    const { a: counts } = await queue.counts();
    assert.ok(counts && counts.dead < 20, `${counts?.dead} are dead`);
    assert.equal(counts.delivered, 1_000 - counts.dead);
  },
});
