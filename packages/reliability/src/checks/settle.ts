import { strict as assert } from 'node:assert';
import type { Attempt } from '../queue/batch.js';
import { batch, batches, checks } from './world.js';

const attempt = (number: number): Attempt => ({
  number,
  at: number,
  durationMs: 5,
  result: 'network',
  detail: 'no route',
});

export const settleChecks = checks('settle', {
  'done: is not claimed again, and its receipt is kept': async ({ queue, clock, claim, claimOne }) => {
    await queue.add([batch('n1')]);
    const receipt = { at: 'then', providerId: '42' };
    assert.deepEqual(await queue.settle([{ claim: await claimOne(), to: 'done', receipt }]), [true]);
    assert.deepEqual(await claim(), []);
    const job = (await queue.get('n1'))?.jobs[0];
    assert.equal(job?.state, 'done');
    assert.equal(job.endedAt, clock.now());
    assert.deepEqual(job.receipt, receipt);
  },
  'later: comes back after its delay, as the next attempt': async ({ queue, clock, claim, claimOne, later }) => {
    await queue.add([batch('n1')]);
    assert.equal(await later(await claimOne(), { delayMs: 100 }), true);
    clock.advance(99);
    assert.deepEqual(await claim(), []);
    clock.advance(1);
    assert.equal((await claimOne()).attempt, 2);
  },
  'later, unspent: comes back as the same attempt': async ({ queue, claimOne, later }) => {
    await queue.add([batch('n1')]);
    for (let time = 0; time < 3; time++) {
      const claim = await claimOne();
      assert.equal(claim.attempt, 1);
      await later(claim, { spent: false });
    }
  },
  'later: tells its reason and due time': async ({ queue, clock, claimOne, later }) => {
    await queue.add([batch('n1')]);
    await later(await claimOne(), { delayMs: 100 });
    const job = (await queue.get('n1'))?.jobs[0];
    assert.deepEqual([job?.state, job?.reason, job?.dueAt], ['waiting', 'network', clock.now() + 100]);
    assert.equal(job?.attemptCount, 1);
  },
  'later: keeps its priority among the others': async ({ queue, claimed, claimOne, later }) => {
    await queue.add([batch('n1', { priority: 'high' })]);
    await later(await claimOne());
    await queue.add([batch('n2'), batch('n3', { priority: 'urgent' })]);
    assert.deepEqual(await claimed(), ['n3', 'n1', 'n2']);
  },
  'dead: becomes a dead letter with its reason': async ({ queue, claim, claimOne, die, state }) => {
    await queue.add([batch('n1')]);
    assert.equal(await die(await claimOne(), 'invalid_request'), true);
    assert.equal(await state('n1'), 'dead invalid_request');
    assert.deepEqual(await claim(), []);
  },
  'the same settlement again answers true and changes nothing': async ({
    queue,
    claimOne,
    done,
    die,
    later,
    state,
  }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    await done(claim);
    assert.deepEqual(await done(claim), [true]);
    assert.equal(await die(claim), true);
    assert.equal(await later(claim), true);
    assert.equal(await state('n1'), 'done');
    assert.equal((await queue.counts()).a?.delivered, 1);
  },
  'the same settlements again in one call answer the same and change nothing': async world => {
    const { queue, claim, state } = world;
    await queue.add(batches(4, 'n'));
    const claims = await claim();
    const [first, second, third, fourth] = [...claims].sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.ok(first && second && third && fourth);
    const settlements = [
      { claim: first, to: 'done', receipt: { providerId: '1' }, attempt: attempt(1) },
      { claim: second, to: 'later', delayMs: 1_000, reason: 'network', spent: true, attempt: attempt(1) },
      { claim: { ...third, token: 'none' }, to: 'done' },
      { claim: fourth, to: 'dead', reason: 'not_found', attempt: attempt(1) },
    ] as const;
    for (let time = 0; time < 3; time++) assert.deepEqual(await queue.settle(settlements), [true, true, false, true]);
    const ids = ['n0', 'n1', 'n2', 'n3'];
    assert.deepEqual(await Promise.all(ids.map(state)), ['done', 'waiting', 'leased', 'dead not_found']);
    const attempts = await Promise.all(ids.map(async id => (await queue.get(id))?.jobs[0]?.attempts.length));
    assert.deepEqual(attempts, [1, 1, 0, 1]);
    const { a: counts } = await queue.counts();
    assert.deepEqual([counts?.delivered, counts?.retrying, counts?.leased, counts?.dead], [1, 1, 1, 1]);
  },
  'a token that is no longer the job’s changes nothing': async ({ queue, claimOne, done, later, state }) => {
    await queue.add([batch('n1')]);
    const old = await claimOne();
    await later(old);
    await claimOne();
    assert.deepEqual(await done(old), [false]);
    assert.equal(await state('n1'), 'leased');
  },
  'an id nobody knows answers false': async ({ queue, claimOne, done }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    assert.deepEqual(await done({ ...claim, id: 'n9:a' }, claim), [false, true]);
  },
  'many in one call are answered in their places': async ({ queue, claim, done, state }) => {
    await queue.add(batches(3, 'n'));
    const [first, second, third] = await claim();
    assert.ok(first && second && third);
    await done(second);
    assert.deepEqual(await done(first, { ...second, token: 'none' }, third), [true, false, true]);
    assert.deepEqual(await Promise.all(['n0', 'n1', 'n2'].map(state)), ['done', 'done', 'done']);
  },
  'progress is kept for the next attempt until it is replaced': async ({ queue, claimOne, later }) => {
    await queue.add([batch('n1')]);
    const settlement = { to: 'later', delayMs: 0, spent: true, reason: 'network' } as const;
    await queue.settle([{ ...settlement, claim: await claimOne(), progress: { part: 1 } }]);
    const second = await claimOne();
    assert.deepEqual(second.progress, { part: 1 });
    await later(second);
    const third = await claimOne();
    assert.deepEqual(third.progress, { part: 1 });
    await queue.settle([{ ...settlement, claim: third, progress: { part: 2 } }]);
    assert.deepEqual((await claimOne()).progress, { part: 2 });
  },
  'the last 20 attempts are kept, and their true number': async ({ queue, claimOne }) => {
    await queue.add([batch('n1')]);
    for (let number = 1; number <= 25; number++) {
      const claim = await claimOne();
      await queue.settle([
        { claim, to: 'later', delayMs: 0, spent: true, reason: 'network', attempt: attempt(number) },
      ]);
    }
    const job = (await queue.get('n1'))?.jobs[0];
    assert.equal(job?.attemptCount, 25);
    assert.deepEqual(
      job.attempts,
      Array.from({ length: 20 }, (_, place) => attempt(place + 6)),
    );
  },
});
