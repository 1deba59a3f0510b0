import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

export const listChecks = checks('list', {
  'the newest accepted comes first': async ({ queue, clock }) => {
    for (const id of ['z', 'b', 'm']) {
      await queue.add([batch(id)]);
      clock.advance(1);
    }
    const { items, cursor } = await queue.list({ limit: 9 });
    assert.deepEqual(
      items.map(item => item.batch.id),
      ['m', 'b', 'z'],
    );
    assert.equal(cursor, undefined);
  },
  'pages show each once, of one millisecond too': async ({ queue, clock }) => {
    await queue.add(batches(7, 'n'));
    clock.advance(1);
    await queue.add(batches(4, 'm'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.list({ limit: 3, ...(cursor !== undefined && { cursor }) });
      assert.ok(page.items.length <= 3);
      seen.push(...page.items.map(item => item.batch.id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    assert.equal(new Set(seen).size, 11);
    assert.equal(seen.length, 11);
  },
  'what is accepted while one pages is not in the way': async ({ queue, clock }) => {
    await queue.add(batches(4, 'n'));
    const first = await queue.list({ limit: 2 });
    assert.ok(first.cursor);
    clock.advance(1);
    await queue.add(batches(4, 'new'));
    const second = await queue.list({ limit: 9, cursor: first.cursor });
    assert.equal(second.items.length, 2);
  },
  'begins at a time': async ({ queue, clock }) => {
    await queue.add([batch('old')]);
    clock.advance(1_000);
    await queue.add([batch('new')]);
    const { items } = await queue.list({ limit: 9, since: clock.now() });
    assert.deepEqual(
      items.map(item => item.batch.id),
      ['new'],
    );
  },
  'a cursor that is none is refused': async ({ queue }) => {
    await assert.rejects(queue.list({ limit: 9, cursor: 'nonsense' }));
  },
  'get tells what was added, and when': async ({ queue, clock }) => {
    const added = batch('n1', { key: 'k', lanes: ['a', 'b'], follow: ['c'] });
    await queue.add([added]);
    const stored = await queue.get('n1');
    assert.deepEqual(stored?.batch, added);
    assert.equal(stored.acceptedAt, clock.now());
    assert.deepEqual(
      stored.jobs.map(({ id, lane, state, attempts, attemptCount }) => [id, lane, state, attempts, attemptCount]),
      [
        ['n1:a', 'a', 'waiting', [], 0],
        ['n1:b', 'b', 'waiting', [], 0],
      ],
    );
  },
  'get of an id nobody knows is undefined': async ({ queue }) => {
    assert.equal(await queue.get('nobody'), undefined);
  },
});
