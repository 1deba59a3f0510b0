import { strict as assert } from 'node:assert';
import { batch, checks } from './world.js';

const why = { reason: 'maintenance', by: 'ann' };

export const pauseChecks = checks('pause', {
  'a paused lane is not claimed from, the others are': async ({ queue, claimed }) => {
    await queue.pause('a', why);
    await queue.add([batch('n1', { lanes: ['a', 'b'] })]);
    assert.deepEqual(await claimed('a'), []);
    assert.deepEqual(await claimed('b'), ['n1']);
  },
  'what is on its way when it is paused can be settled': async ({ queue, claimOne, done }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    await queue.pause('a', why);
    assert.deepEqual(await done(claim), [true]);
  },
  'a resumed lane goes on': async ({ queue, claimed }) => {
    await queue.add([batch('n1')]);
    await queue.pause('a', why);
    await queue.resume('a');
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a pause ends at its time by itself': async ({ queue, clock, claimed }) => {
    await queue.add([batch('n1')]);
    await queue.pause('a', { ...why, until: clock.now() + 100 });
    clock.advance(99);
    assert.deepEqual(await claimed(), []);
    clock.advance(1);
    assert.deepEqual(await claimed(), ['n1']);
    assert.equal((await queue.counts()).a?.paused, undefined);
  },
  'the counts tell who paused it, why and since when': async ({ queue, clock }) => {
    await queue.pause('a', { ...why, until: clock.now() + 100 });
    const paused = { ...why, since: clock.now(), until: clock.now() + 100 };
    assert.deepEqual((await queue.counts()).a?.paused, paused);
    await queue.resume('a');
    assert.equal((await queue.counts()).a?.paused, undefined);
  },
  'resuming resets the breaker of the lane': async ({ queue }) => {
    await queue.records.put('breaker:a', { reason: 'unauthorized' });
    await queue.records.put('probe:a', true);
    await queue.records.put('breaker:b', { reason: 'unauthorized' });
    await queue.resume('a');
    assert.equal(await queue.records.get('breaker:a'), undefined);
    assert.equal(await queue.records.get('probe:a'), undefined);
    assert.ok(await queue.records.get('breaker:b'));
  },
});
