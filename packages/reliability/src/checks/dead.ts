import { strict as assert } from 'node:assert';
import { batch, batches, checks, type World } from './world.js';

/** Lets `count` jobs die, one a second. */
async function deaths(
  { queue, clock, claim, die }: World,
  count: number,
  more: { lane?: string; reason?: string } = {},
) {
  const { lane = 'a', reason = 'invalid_request' } = more;
  await queue.add(batches(count, `${lane}-`, { lanes: [lane] }));
  const claims = await claim(lane, count);
  for (const one of [...claims].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    await die(one, reason);
    clock.advance(1_000);
  }
}

export const deadChecks = checks('dead letters', {
  'the last that died comes first, with its batch': async world => {
    await deaths(world, 3);
    const { items } = await world.queue.dead({ limit: 10 });
    assert.deepEqual(
      items.map(({ id, reason, state }) => [id, reason, state]),
      ['a-2:a', 'a-1:a', 'a-0:a'].map(id => [id, 'invalid_request', 'dead']),
    );
    assert.equal(items[0]?.batch.body, 'body of a-2');
  },
  'pages show each once': async world => {
    await deaths(world, 5);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.queue.dead({ limit: 2, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    assert.deepEqual(seen, ['a-4:a', 'a-3:a', 'a-2:a', 'a-1:a', 'a-0:a']);
  },
  'are found by lane, reason, id and time of death': async world => {
    const start = world.clock.now();
    await deaths(world, 2);
    await deaths(world, 2, { lane: 'b', reason: 'not_found' });
    const found = async (filter: object) => (await world.queue.dead({ ...filter, limit: 9 })).items.map(({ id }) => id);
    assert.deepEqual(await found({ lane: 'a' }), ['a-1:a', 'a-0:a']);
    assert.deepEqual(await found({ reason: 'not_found' }), ['b-1:b', 'b-0:b']);
    assert.deepEqual(await found({ ids: ['a-0:a', 'b-1:b', 'none:a'] }), ['b-1:b', 'a-0:a']);
    assert.deepEqual(await found({ since: start + 1_000, until: start + 3_000 }), ['b-0:b', 'a-1:a']);
    assert.deepEqual(await found({ lane: 'a', reason: 'not_found' }), []);
  },
  'revived: tried afresh, with progress and attempts kept': async ({ queue, claimOne, claimed, state }) => {
    await queue.add([batch('n1')]);
    const attempt = { number: 1, at: 1, durationMs: 1, result: 'not_found' };
    await queue.settle([{ claim: await claimOne(), to: 'dead', reason: 'not_found', attempt, progress: { part: 1 } }]);
    assert.equal(await queue.revive({ ids: ['n1:a'] }), 1);
    assert.equal(await state('n1'), 'waiting');
    assert.deepEqual((await queue.dead({ limit: 9 })).items, []);
    const again = await claimOne();
    assert.deepEqual([again.attempt, again.progress], [1, { part: 1 }]);
    assert.deepEqual((await queue.get('n1'))?.jobs[0]?.attempts, [attempt]);
    assert.deepEqual(await claimed(), []);
  },
  'revived three times over is revived once': async world => {
    await deaths(world, 3);
    const until = world.clock.now();
    assert.equal(await world.queue.revive({ until }), 3);
    for (const claim of await world.claim()) await world.die(claim);
    assert.equal(await world.queue.revive({ until }), 0);
    assert.equal(await world.queue.revive({ until }), 0);
  },
  'what is asked to be revived three times at once is revived once': async world => {
    await deaths(world, 9);
    const revived = await Promise.all([1, 2, 3].map(() => world.queue.revive({})));
    assert.equal(
      revived.reduce((sum, count) => sum + count, 0),
      9,
    );
    assert.equal((await world.claim()).length, 9);
  },
  'what was delivered or waits is not revived': async ({ queue, claim, done }) => {
    await queue.add(batches(2, 'n'));
    await done(...(await claim('a', 1)));
    assert.equal(await queue.revive({ ids: ['n0:a', 'n1:a'] }), 0);
    assert.equal((await claim()).length, 1);
  },
  'only what the filter says is revived': async world => {
    await deaths(world, 2);
    await deaths(world, 2, { lane: 'b' });
    assert.equal(await world.queue.revive({ lane: 'b' }), 2);
    assert.equal((await world.queue.dead({ limit: 9 })).items.length, 2);
  },
  'revived at a pace, one after the other': async world => {
    await deaths(world, 3);
    await world.queue.revive({}, { perSecond: 2 });
    assert.equal((await world.claim()).length, 1);
    for (let time = 0; time < 2; time++) {
      world.clock.advance(499);
      assert.equal((await world.claim()).length, 0);
      world.clock.advance(1);
      assert.equal((await world.claim()).length, 1);
    }
  },
  'a second revive of a lane goes on where the first stopped': async world => {
    await deaths(world, 4);
    await world.queue.revive({ ids: ['a-0:a', 'a-1:a'] }, { perSecond: 1 });
    await world.queue.revive({}, { perSecond: 1 });
    for (let second = 0; second < 4; second++) {
      assert.equal((await world.claim()).length, 1);
      world.clock.advance(1_000);
    }
  },
  'a pace of nothing is refused, and nothing is revived': async world => {
    await deaths(world, 1);
    for (const perSecond of [0, -1, NaN]) await assert.rejects(world.queue.revive({}, { perSecond }), RangeError);
    assert.equal((await world.queue.dead({ limit: 9 })).items.length, 1);
  },
  'a thousand revived at a pace hold up neither their lane nor their threads': async world => {
    const { queue, claim, claimed, done } = world;
    const inThread = (number: number, at: number) => ({ key: `k${number % 10}`, at });
    await queue.add(Array.from({ length: 1_000 }, (_, number) => batch(`n${number}`, inThread(number, number))));
    for (let dead = 0; dead < 1_000;) {
      const claims = await claim('a', 100);
      await queue.settle(claims.map(one => ({ claim: one, to: 'dead', reason: 'not_found' })));
      dead += claims.length;
    }
    assert.equal(await queue.revive({}, { perSecond: 0.1 }), 1_000);
    await done(...(await claim()));
    await queue.add(Array.from({ length: 10 }, (_, number) => batch(`live${number}`, inThread(number, 2_000))));
    const live = await claimed();
    assert.deepEqual(
      [...live].sort(),
      Array.from({ length: 10 }, (_, number) => `live${number}`),
    );
  },
  'live traffic of the lane does not wait for what is revived': async world => {
    await deaths(world, 3);
    await world.queue.revive({}, { perSecond: 0.001 });
    await world.claim();
    await world.queue.add([batch('live')]);
    assert.deepEqual(await world.claimed(), ['live']);
  },
  'a live alert does not wait for a revived one of its thread': async ({ queue, claimOne, claimed, claim, die }) => {
    await queue.add([batch('n0')]);
    await queue.add([batch('n1', { key: 'k', at: 1 })]);
    for (const one of await claim()) await die(one);
    await queue.revive({}, { perSecond: 0.001 });
    await queue.add([batch('live', { key: 'k', at: 2 })]);
    const first = await claimOne('a').catch(() => undefined);
    assert.equal(first, undefined);
    assert.deepEqual(await claimed(), []);
    assert.equal((await queue.get('live'))?.jobs[0]?.state, 'leased');
  },
  'dropped: gone from the list, never revived, still told as failed': async world => {
    await deaths(world, 2);
    assert.equal(await world.queue.drop({ ids: ['a-0:a'] }), 1);
    assert.equal((await world.queue.dead({ limit: 9 })).items.length, 1);
    assert.equal(await world.queue.revive({}), 1);
    assert.deepEqual(await world.claimed(), ['a-1']);
    assert.equal(await world.state('a-0'), 'dead invalid_request');
  },
});
