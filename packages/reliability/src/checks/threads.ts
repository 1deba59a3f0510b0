import { strict as assert } from 'node:assert';
import { batch, checks } from './world.js';

export const threadChecks = checks('thread', {
  'one of its jobs runs at a time': async ({ queue, claimed, claimOne, done }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    const first = await claimOne();
    assert.deepEqual(await claimed(), []);
    await done(first);
    assert.deepEqual(await claimed(), ['n2']);
  },
  'updates go out in the order of their times': async ({ queue, claimOne, done }) => {
    for (const at of [3, 1, 2]) await queue.add([batch(`n${at}`, { key: 'k', at })]);
    for (const id of ['n1', 'n2', 'n3']) {
      const claim = await claimOne();
      assert.equal(claim.id, `${id}:a`);
      await done(claim);
    }
  },
  'updates of one time go out in the order of acceptance': async ({ queue, claimOne, done }) => {
    await queue.add([batch('z', { key: 'k' }), batch('b', { key: 'k' }), batch('m', { key: 'k' })]);
    for (const id of ['z', 'b', 'm']) {
      const claim = await claimOne();
      assert.equal(claim.id, `${id}:a`);
      await done(claim);
    }
  },
  'other threads, other lanes and what has no thread go on': async ({ queue, claimed }) => {
    await queue.add([
      batch('n1', { key: 'k', lanes: ['a', 'b'] }),
      batch('n2', { key: 'k', lanes: ['a', 'b'], at: 1 }),
    ]);
    await queue.add([batch('n3', { key: 'other' }), batch('n4')]);
    assert.deepEqual([...(await claimed('a'))].sort(), ['n1', 'n3', 'n4']);
    assert.deepEqual(await claimed('b'), ['n1']);
  },
  'a job that is retried holds it': async ({ queue, clock, claimed, claimOne, later }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    await later(await claimOne(), { delayMs: 100 });
    assert.deepEqual(await claimed(), []);
    clock.advance(100);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a job that was put back unspent holds it too': async ({ queue, claimed, claimOne, later }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    await later(await claimOne(), { delayMs: 100, spent: false });
    assert.deepEqual(await claimed(), []);
  },
  'a job whose lease was lost holds it': async ({ queue, clock, leaseMs, claimed }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    await claimed();
    clock.advance(leaseMs);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a job that died lets the next one go': async ({ queue, claimed, claimOne, die }) => {
    await queue.add([batch('n1', { key: 'k', at: 1 }), batch('n2', { key: 'k', at: 2 })]);
    await die(await claimOne());
    assert.deepEqual(await claimed(), ['n2']);
  },
  'a job that was never claimed holds nobody': async ({ queue, claimed }) => {
    await queue.add([batch('scheduled', { key: 'k', at: 1, delayMs: 10_000 }), batch('now', { key: 'k', at: 2 })]);
    assert.deepEqual(await claimed(), ['now']);
  },
  'an older one that came due in time goes first': async ({ queue, clock, claimed }) => {
    await queue.add([batch('scheduled', { key: 'k', at: 1, delayMs: 10 }), batch('now', { key: 'k', at: 2 })]);
    clock.advance(10);
    assert.deepEqual(await claimed(), ['scheduled']);
  },
  'of scheduled ones the first that is due goes first': async ({ queue, clock, claimed }) => {
    const at = [20, 10, 30];
    await queue.add(at.map((delayMs, place) => batch(`n${delayMs}`, { key: 'k', at: place, delayMs })));
    clock.advance(10);
    assert.deepEqual(await claimed(), ['n10']);
  },
  'an urgent update waits for the one before it and for no other': async ({ queue, claimed }) => {
    await queue.add([batch('other', { priority: 'high' }), batch('n1', { key: 'k', at: 1, priority: 'low' })]);
    await queue.add([batch('n2', { key: 'k', at: 2, priority: 'urgent' })]);
    assert.deepEqual(await claimed('a', 1), ['n1']);
  },
  'its handle is given to every later claim': async ({ queue, claimOne, done }) => {
    await queue.add([1, 2, 3].map(at => batch(`n${at}`, { key: 'k', at })));
    await queue.settle([{ claim: await claimOne(), to: 'done', handle: { ts: 1 } }]);
    const second = await claimOne();
    assert.deepEqual(second.handle, { ts: 1 });
    await done(second);
    assert.deepEqual((await claimOne()).handle, { ts: 1 });
  },
  'its handle is kept although the attempt failed, and replaced by the next': async ({ queue, claimOne, done }) => {
    await queue.add([1, 2].map(at => batch(`n${at}`, { key: 'k', at })));
    const later = { to: 'later', delayMs: 0, spent: true, reason: 'network' } as const;
    await queue.settle([{ ...later, claim: await claimOne(), handle: 'first' }]);
    const again = await claimOne();
    assert.equal(again.handle, 'first');
    await queue.settle([{ claim: again, to: 'dead', reason: 'not_found', handle: 'second' }]);
    const next = await claimOne();
    assert.equal(next.handle, 'second');
    await done(next);
  },
  'every lane has a handle of its own': async ({ queue, claimOne }) => {
    await queue.add([batch('n1', { key: 'k', lanes: ['a', 'b'] }), batch('n2', { key: 'k', lanes: ['b'], at: 1 })]);
    await queue.settle([{ claim: await claimOne('a'), to: 'done', handle: 'of a' }]);
    const other = await claimOne('b');
    assert.equal(other.handle, undefined);
  },
  '30 updates that waited for their lane all go out, in order': async ({ queue, claim, done }) => {
    await queue.add(Array.from({ length: 30 }, (_, at) => batch(`n${at}`, { key: 'k', at })));
    for (let at = 0; at < 30; at++) {
      const claims = await claim();
      assert.deepEqual(
        claims.map(({ id }) => id),
        [`n${at}:a`],
      );
      await done(...claims);
    }
  },
});
