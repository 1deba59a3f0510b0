import { strict as assert } from 'node:assert';
import { batch, batches, checks, type World } from './world.js';

/** Adds `count` of which some are poisonous, and works 32 at a time until none is left. */
async function poisoned(world: World, count: number, isBad: (number: number) => boolean) {
  const { queue, clock, leaseMs, claim, done } = world;
  for (let from = 0; from < count; from += 1_000) {
    const numbers = Array.from({ length: 1_000 }, (_, place) => from + place);
    await queue.add(numbers.map(number => batch(`${isBad(number) ? 'bad' : 'n'}${number}`)));
  }
  for (let empty = 0; empty < 4;) {
    const claims = await claim('a', 32);
    empty = claims.length === 0 ? empty + 1 : 0;
    // A poisonous one takes its worker down before anything of that claim is settled.
    if (claims.some(({ id }) => id.startsWith('bad'))) clock.advance(leaseMs);
    else await done(...claims);
  }
  const { a: counts } = await queue.counts();
  assert.ok(counts);
  return counts;
}

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
  'ten poisonous ones among a thousand take hardly any with them': async world => {
    const { dead, delivered } = await poisoned(world, 1_000, number => number % 100 === 50);
    assert.ok(dead < 20, `${dead} are dead`);
    assert.equal(delivered, 1_000 - dead);
  },
  'a hundred poisonous ones among ten thousand take hardly any with them': async world => {
    // Four in a row: a claim that was lost is worked off one by one, and a hundred claims would take a slow disk a minute.
    const { dead, delivered } = await poisoned(world, 10_000, number => number % 400 >= 396);
    assert.ok(dead <= 107, `${dead} are dead`);
    assert.equal(delivered, 10_000 - dead);
  },
});
