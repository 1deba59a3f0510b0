import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

const day = 86_400_000;

export const claimChecks = checks('claim', {
  'takes higher priorities first': async ({ queue, claimed }) => {
    const priorities = ['low', 'high', 'medium', 'urgent'] as const;
    await queue.add(priorities.map(priority => batch(priority, { priority })));
    assert.deepEqual(await claimed(), ['urgent', 'high', 'medium', 'low']);
  },
  'takes what was due first within a priority': async ({ queue, clock, claimed }) => {
    await queue.add([batch('second', { delayMs: 20 }), batch('first', { delayMs: 10 })]);
    clock.advance(20);
    assert.deepEqual(await claimed(), ['first', 'second']);
  },
  'takes what was accepted first where both were due at once': async ({ queue, claimed }) => {
    await queue.add([batch('z'), batch('a'), batch('m')]);
    assert.deepEqual(await claimed(), ['z', 'a', 'm']);
  },
  'leaves what is not due yet': async ({ queue, clock, claimed }) => {
    await queue.add([batch('n1', { delayMs: 10 })]);
    clock.advance(9);
    assert.deepEqual(await claimed(), []);
    clock.advance(1);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a scheduled urgent one holds up nothing that is due': async ({ queue, claimed }) => {
    await queue.add([batch('later', { priority: 'urgent', delayMs: 1_000 }), batch('now', { priority: 'low' })]);
    assert.deepEqual(await claimed(), ['now']);
  },
  'a delay beyond all dates is a delay': async ({ queue, clock, claimed, state }) => {
    await queue.add([batch('n1', { delayMs: Infinity }), batch('n2', { delayMs: 2 ** 45 })]);
    clock.advance(365 * day);
    assert.deepEqual(await claimed(), []);
    assert.deepEqual([await state('n1'), await state('n2')], ['waiting', 'waiting']);
  },
  'a clock that is set back makes nothing wait longer': async ({ queue, clock, claimed }) => {
    await queue.add([batch('n1', { delayMs: 1_000 })]);
    clock.advance(1_000);
    await queue.counts();
    clock.advance(-3_600_000);
    assert.deepEqual(await claimed(), ['n1']);
  },
  'a delay that is no number, or below zero, is none': async ({ queue, claimed }) => {
    await queue.add([batch('n1', { delayMs: -5 }), batch('n2', { delayMs: NaN })]);
    assert.deepEqual(await claimed(), ['n1', 'n2']);
  },
  'takes no more than the limit': async ({ queue, claimed }) => {
    await queue.add(batches(3, 'n'));
    const found = [await claimed('a', 0), await claimed('a', 2), await claimed('a', 2)];
    assert.deepEqual(
      found.map(ids => ids.length),
      [0, 2, 1],
    );
    assert.equal(new Set(found.flat()).size, 3);
  },
  'takes only of the wanted lanes, of each up to its limit': async ({ queue, leaseMs }) => {
    await queue.add(batches(3, 'n', { lanes: ['a', 'b', 'c'] }));
    const wants = [
      { lane: 'b', limit: 1 },
      { lane: 'a', limit: 2 },
    ];
    const { claims } = await queue.claim(wants, { leaseMs });
    assert.deepEqual(claims.map(({ lane }) => lane).sort(), ['a', 'a', 'b']);
  },
  'answers nothing where there is nothing': async ({ queue, leaseMs }) => {
    const nothing = { claims: [], ended: [] };
    assert.deepEqual(await queue.claim([{ lane: 'nowhere', limit: 5 }], { leaseMs }), nothing);
    assert.deepEqual(await queue.claim([], { leaseMs }), nothing);
  },
  'what is leased is not claimed again': async ({ queue, claimed }) => {
    await queue.add([batch('n1')]);
    await claimed();
    assert.deepEqual(await claimed(), []);
  },
  'tells all that a send needs': async ({ queue, clock, claimOne }) => {
    await queue.add([batch('n1', { at: 7, priority: 'high', ttlMs: 1_000 })]);
    const { token, progress, handle, ...told } = await claimOne();
    assert.ok(token.length > 0);
    assert.deepEqual([progress, handle], [undefined, undefined]);
    const known = { id: 'n1:a', lane: 'a', priority: 'high', attempt: 1, at: 7, body: 'body of n1' };
    assert.deepEqual(told, { ...known, endsAt: clock.now() + 1_000 });
  },
  'gives every claim a token of its own': async ({ queue, claim, later }) => {
    await queue.add([batch('n1')]);
    const [first] = await claim();
    assert.ok(first);
    await later(first);
    const [second] = await claim();
    assert.notEqual(second?.token, first.token);
  },
  'many calls at once share nothing': async ({ queue, claimed }) => {
    await queue.add(batches(50, 'n'));
    const parts = await Promise.all(Array.from({ length: 10 }, () => claimed('a', 5)));
    assert.equal(new Set(parts.flat()).size, 50);
  },
});
