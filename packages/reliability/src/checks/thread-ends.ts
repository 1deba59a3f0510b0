import { strict as assert } from 'node:assert';
import { batch, checks, type World } from './world.js';

const day = 86_400_000;
const resolve = (id: string, at: number, lanes = ['a']) => batch(id, { key: 'k', status: 'resolved', at, lanes });

async function lastHandle({ queue, claimOne }: World, at: number) {
  await queue.add([batch(`at ${at}`, { key: 'k', at })]);
  return (await claimOne()).handle;
}

export const threadEndChecks = checks('never back in time', {
  'what is older than what was delivered ends as it is added': async ({ queue, claimOne, done, claim, state }) => {
    await queue.add([batch('n2', { key: 'k', at: 2 })]);
    await done(await claimOne());
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    assert.equal(await state('n1'), 'suppressed stale');
    assert.deepEqual(await claim(), []);
  },
  'what waited and became older ends in the next claim, not at its due time': async world => {
    const { queue, claimOne, claim, done, ended, state } = world;
    await queue.add([batch('n1', { key: 'k', at: 1, delayMs: day }), batch('n2', { key: 'k', at: 2 })]);
    await done(await claimOne());
    assert.deepEqual(await claim('another lane'), []);
    assert.deepEqual(ended, [{ id: 'n1:a', lane: 'a', to: 'suppressed', reason: 'stale' }]);
    assert.equal(await state('n1'), 'suppressed stale');
  },
  'a resolve ends what waits for its retry, and goes at once': async ({ queue, claimOne, later, ended }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await later(await claimOne(), { delayMs: 600_000 });
    await queue.add([resolve('n2', 2)]);
    assert.equal((await claimOne()).id, 'n2:a');
    assert.deepEqual(
      ended.map(({ id, reason }) => [id, reason]),
      [['n1:a', 'stale']],
    );
  },
  'a resolve waits for what is on its way, which then is not retried': async world => {
    const { queue, claimOne, claimed, later, ended } = world;
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    const onItsWay = await claimOne();
    await queue.add([resolve('n2', 2)]);
    assert.deepEqual(await claimed(), []);
    await later(onItsWay);
    assert.deepEqual(await claimed(), ['n2']);
    assert.deepEqual(
      ended.map(({ id }) => id),
      ['n1:a'],
    );
  },
  'a resolve of another lane ends them too': async ({ queue, claimed, state }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await queue.add([resolve('n2', 2, [])]);
    assert.deepEqual(await claimed(), []);
    assert.equal(await state('n1'), 'suppressed stale');
  },
  'a newer resolve takes the place of one that waits': async ({ queue, claimOne, claimed, done, later, state }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await done(await claimOne());
    await queue.add([resolve('n2', 2)]);
    await later(await claimOne(), { delayMs: 1_000 });
    await queue.add([resolve('n3', 3)]);
    assert.deepEqual(await claimed(), ['n3']);
    assert.equal(await state('n2'), 'suppressed stale');
  },
  'a newer firing is not ended by an older resolve': async ({ queue, claimOne, claimed, done }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await done(await claimOne());
    await queue.add([batch('n3', { key: 'k', at: 3 }), resolve('n2', 2)]);
    await done(await claimOne());
    assert.deepEqual(await claimed(), ['n3']);
  },
  'one event from the future makes nothing stale that comes after it': async ({
    queue,
    clock,
    claimOne,
    done,
    claimed,
  }) => {
    await queue.add([batch('future', { key: 'k', at: Date.UTC(2099, 0, 1) })]);
    await done(await claimOne());
    clock.advance(1_000);
    await queue.add([batch('n2', { key: 'k', at: clock.now() })]);
    assert.deepEqual(await claimed(), ['n2']);
  },
  'other keys and what has no thread are untouched': async ({ queue, claimOne, claimed, done }) => {
    await queue.add([batch('n2', { key: 'k', at: 2 })]);
    await done(await claimOne());
    await queue.add([batch('n1', { key: 'other', at: 1 }), batch('n0', { at: 0 })]);
    assert.deepEqual(await claimed(), ['n1', 'n0']);
  },
  'a thread of 1,000 is cleaned 200 a claim': async ({ queue, claim, claimOne, done, ended }) => {
    await queue.add(Array.from({ length: 1_000 }, (_, at) => batch(`n${at}`, { key: 'k', at })));
    await done(await claimOne());
    await queue.add([resolve('end', 2_000, [])]);
    for (let told = 200; told <= 1_000; told += 200) {
      await claim();
      assert.equal(ended.length, Math.min(told, 999));
    }
  },
  'a dead letter that became older ends as it is revived': async ({ queue, claimOne, done, die, state }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    await die(await claimOne());
    await done(await claimOne());
    assert.equal(await queue.revive({}), 0);
    assert.equal(await state('n1'), 'suppressed stale');
  },
  'a firing of the same millisecond as its resolve is not opened again by a revive': async world => {
    const { queue, claimOne, claimed, die } = world;
    await queue.add([batch('n1', { key: 'k', at: 5 }), batch('n2', { key: 'k', at: 5 })]);
    await die(await claimOne());
    await queue.add([resolve('n3', 5, [])]);
    await queue.revive({});
    assert.deepEqual(await claimed(), []);
  },
  'a thread lives as long as a dead letter of it': async ({ queue, clock, claimOne, die, done, claimed, touch }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await die(await claimOne());
    await queue.add([resolve('n2', 2)]);
    await done(await claimOne());
    clock.advance(100 * day);
    await touch();
    await queue.revive({});
    assert.deepEqual(await claimed(), []);
  },
  'a thread is kept for a day after its resolve': async world => {
    const { queue, clock, claimOne, done } = world;
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await queue.settle([{ claim: await claimOne(), to: 'done', handle: 'kept' }]);
    await queue.add([resolve('n2', 2)]);
    await done(await claimOne());
    clock.advance(day - 1);
    assert.equal(await lastHandle(world, 3), 'kept');
  },
  'a day after its resolve a thread is forgotten': async world => {
    const { queue, clock, claimOne, done, touch } = world;
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await queue.settle([{ claim: await claimOne(), to: 'done', handle: 'kept' }]);
    await queue.add([resolve('n2', 2)]);
    await done(await claimOne());
    clock.advance(day + 1);
    await touch();
    assert.equal(await lastHandle(world, 3), undefined);
  },
  'an open thread is kept for 90 days': async world => {
    const { queue, clock, claimOne, touch } = world;
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    await queue.settle([{ claim: await claimOne(), to: 'done', handle: 'kept' }]);
    clock.advance(90 * day - 1);
    await touch();
    assert.equal(await lastHandle(world, 2), 'kept');
  },
});
