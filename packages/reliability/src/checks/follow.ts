import { strict as assert } from 'node:assert';
import type { Batch } from '../queue/batch.js';
import { batch, checks, type World } from './world.js';

const firing = (id: string, at: number, lanes = ['a']) => batch(id, { key: 'k', at, lanes });
const follower = (id: string, at: number, status: 'resolved' | 'acknowledged' = 'resolved', lanes: string[] = []) =>
  batch(id, { key: 'k', at, status, lanes, follow: ['a', 'b', 'c'] });

/** Where the last of what is added goes. */
async function lanesOf({ queue }: World, ...added: readonly Batch<string>[]): Promise<readonly string[]> {
  const last = (await queue.add(added)).at(-1);
  assert.ok(last?.stored === 'new');
  return last.jobs.map(({ lane }) => lane);
}

export const followChecks = checks('follow', {
  'a resolve goes to every lane where its thread is open': async world => {
    await world.queue.add([firing('n1', 1, ['a', 'b']), batch('other', { key: 'x', lanes: ['c'] })]);
    await world.done(...(await world.claim('a')));
    assert.deepEqual(await lanesOf(world, follower('n2', 2)), ['a', 'b']);
  },
  'an acknowledge goes there too, and a resolve after it': async world => {
    await world.queue.add([firing('n1', 1)]);
    await world.done(...(await world.claim()));
    assert.deepEqual(await lanesOf(world, follower('n2', 2, 'acknowledged')), ['a']);
    await world.done(...(await world.claim()));
    assert.deepEqual(await lanesOf(world, follower('n3', 3)), ['a']);
  },
  'a lane that the jobs have gets one job': async world => {
    await world.queue.add([firing('n1', 1)]);
    assert.deepEqual(await lanesOf(world, follower('n2', 2, 'resolved', ['a', 'b'])), ['a', 'b']);
  },
  'goes nowhere where nothing is open': async world => {
    assert.deepEqual(await lanesOf(world, follower('n1', 1)), []);
    assert.equal((await world.queue.get('n1'))?.jobs.length, 0);
  },
  'a thread whose resolve was delivered is not open': async world => {
    await world.queue.add([firing('n1', 1)]);
    await world.done(await world.claimOne());
    await world.queue.add([follower('n2', 2)]);
    await world.done(await world.claimOne());
    assert.deepEqual(await lanesOf(world, follower('n3', 3)), []);
  },
  'a thread whose resolve died is still open': async world => {
    await world.queue.add([firing('n1', 1)]);
    await world.done(await world.claimOne());
    await world.queue.add([follower('n2', 2)]);
    await world.die(await world.claimOne());
    assert.deepEqual(await lanesOf(world, follower('n3', 3)), ['a']);
  },
  'a firing that died after its attempt may have opened it': async ({ queue, claimOne, die, claimed }) => {
    await queue.add([firing('n1', 1)]);
    await die(await claimOne(), 'timeout');
    await queue.add([follower('n2', 2)]);
    assert.deepEqual(await claimed(), ['n2']);
  },
  'is decided within one add too': async world => {
    assert.deepEqual(await lanesOf(world, firing('n1', 1), follower('n2', 2)), ['a']);
  },
  'a resolve whose firing was never tried is suppressed with it': async ({ queue, claimed, state }) => {
    await queue.add([firing('n1', 1)]);
    await queue.add([follower('n2', 2)]);
    assert.deepEqual(await claimed(), []);
    assert.deepEqual([await state('n1'), await state('n2')], ['suppressed stale', 'suppressed never_opened']);
  },
  'a resolve whose firing expired untried is suppressed': async ({ queue, clock, claimed, state }) => {
    await queue.add([batch('n1', { key: 'k', at: 1, ttlMs: 10 })]);
    clock.advance(10);
    await claimed('b');
    await queue.add([follower('n2', 2)]);
    assert.equal(await state('n2'), 'suppressed never_opened');
  },
  'a resolve that came before its firing leaves nothing open': async ({ queue, claimed, state }) => {
    await queue.add([follower('n2', 2, 'resolved', ['a']), firing('n1', 1)]);
    assert.deepEqual(await claimed(), []);
    assert.deepEqual([await state('n1'), await state('n2')], ['suppressed stale', 'suppressed never_opened']);
  },
  'a resolve without any firing is delivered: the firing may be older than the store': async ({ queue, claimed }) => {
    await queue.add([follower('n1', 1, 'resolved', ['a'])]);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a resolve after a firing that was tried is delivered': async ({ queue, claimOne, claimed, later }) => {
    await queue.add([firing('n1', 1)]);
    await later(await claimOne(), { delayMs: 1_000 });
    await queue.add([follower('n2', 2)]);
    assert.deepEqual(await claimed(), ['n2']);
  },
  'a lost lease counts as tried': async ({ queue, clock, leaseMs, claimed }) => {
    await queue.add([firing('n1', 1)]);
    await claimed();
    clock.advance(leaseMs);
    await queue.add([follower('n2', 2)]);
    assert.deepEqual(await claimed(), ['n2']);
  },
  'trouble that comes back opens it again': async world => {
    for (const at of [1, 3]) {
      await world.queue.add([firing(`n${at}`, at)]);
      await world.done(await world.claimOne());
      assert.deepEqual(await lanesOf(world, follower(`n${at + 1}`, at + 1)), ['a']);
      await world.done(await world.claimOne());
    }
  },
  'a resolve older than the last one goes nowhere': async ({ queue, claimOne, claimed, done, state }) => {
    await queue.add([firing('n1', 1)]);
    await done(await claimOne());
    await queue.add([follower('n3', 3)]);
    await queue.add([follower('n2', 2)]);
    assert.equal(await state('n2'), 'suppressed stale');
    assert.deepEqual(await claimed(), ['n3']);
  },
});
