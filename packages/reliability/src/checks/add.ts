import { strict as assert } from 'node:assert';
import { batch, checks } from './world.js';

const hour = 3_600_000;

export const addChecks = checks('add', {
  'what is added can be claimed': async ({ queue, claimed }) => {
    await queue.add([batch('n1'), batch('n2')]);
    assert.deepEqual(await claimed(), ['n1', 'n2']);
  },
  'answers one job for each lane': async ({ queue }) => {
    assert.deepEqual(await queue.add([batch('n1', { lanes: ['a', 'b'] })]), [
      {
        id: 'n1',
        stored: 'new',
        jobs: [
          { id: 'n1:a', lane: 'a' },
          { id: 'n1:b', lane: 'b' },
        ],
      },
    ]);
  },
  'the same id again adds nothing and answers the same jobs': async ({ queue, claimed }) => {
    const [first] = await queue.add([batch('n1')]);
    const [again] = await queue.add([batch('n1')]);
    assert.deepEqual(again, { ...first, stored: 'known' });
    assert.deepEqual(await claimed(), ['n1']);
  },
  'the same id twice in one call is one': async ({ queue, claimed }) => {
    const answers = await queue.add([batch('n1'), batch('n1')]);
    assert.deepEqual(
      answers.map(({ stored }) => stored),
      ['new', 'known'],
    );
    assert.deepEqual(await claimed(), ['n1']);
  },
  'the same id of another request is a conflict and adds nothing': async ({ queue, claimed }) => {
    await queue.add([batch('n1')]);
    const answers = await queue.add([batch('n1', { fingerprint: 'other', lanes: ['b'] })]);
    assert.deepEqual(answers, [{ id: 'n1', stored: 'conflict' }]);
    assert.deepEqual(await claimed('b'), []);
  },
  'an id that comes back under another thread key is known': async ({ queue, claimed }) => {
    await queue.add([batch('n1', { key: 'k' })]);
    for (const key of ['l', 'm', 'n']) assert.equal((await queue.add([batch('n1', { key })]))[0]?.stored, 'known');
    assert.deepEqual(await claimed(), ['n1']);
  },
  'the same id is known after it was delivered': async ({ queue, claimOne, claimed, done }) => {
    await queue.add([batch('n1')]);
    await done(await claimOne());
    const [again] = await queue.add([batch('n1')]);
    assert.equal(again?.stored, 'known');
    assert.deepEqual(await claimed(), []);
  },
  'a batch without jobs is stored': async ({ queue }) => {
    assert.deepEqual(await queue.add([batch('n1', { lanes: [] })]), [{ id: 'n1', stored: 'new', jobs: [] }]);
    assert.deepEqual((await queue.get('n1'))?.jobs, []);
  },
  'an id is known as long as its job waits, however long': async ({ queue, clock }) => {
    await queue.add([batch('n1')]);
    clock.advance(25 * hour);
    await queue.add([batch('n2')]);
    assert.equal((await queue.add([batch('n1')]))[0]?.stored, 'known');
  },
  'a time that is still ahead counts as the time of acceptance': async ({ queue, clock, claimOne }) => {
    const acceptedAt = clock.now();
    await queue.add([batch('n1', { at: Date.UTC(2099, 0, 1) })]);
    assert.equal((await claimOne()).at, acceptedAt);
  },
  'a time that has passed is kept': async ({ queue, clock, claimOne }) => {
    const at = clock.now() - hour;
    await queue.add([batch('n1', { at })]);
    assert.equal((await claimOne()).at, at);
  },
  'nothing at all is answered with nothing': async ({ queue }) => {
    assert.deepEqual(await queue.add([]), []);
  },
});
