import { strict as assert } from 'node:assert';
import { batch, batches, checks } from './world.js';

const hour = 3_600_000;

export const fullChecks = checks(
  'full',
  {
    'what does not fit is refused whole, with a time': async ({ queue, claimed }) => {
      const [answer] = await queue.add([batch('n1', { lanes: ['a', 'b', 'c', 'd'] })]);
      assert.ok(answer?.stored === 'refused' && answer.reason === 'full' && answer.retryAfterMs > 0);
      assert.deepEqual(await claimed(), []);
      assert.equal(await queue.get('n1'), undefined);
    },
    'what fits beside a refused one is stored': async ({ queue }) => {
      const answers = await queue.add([...batches(3, 'n'), batch('no'), batch('unrouted', { lanes: [] })]);
      assert.deepEqual(
        answers.map(({ stored }) => stored),
        ['new', 'new', 'new', 'refused', 'new'],
      );
    },
    'a known id and a conflict are still answered': async ({ queue }) => {
      await queue.add(batches(3, 'n'));
      const answers = await queue.add([batch('n1'), batch('n1', { fingerprint: 'other' })]);
      assert.deepEqual(
        answers.map(({ stored }) => stored),
        ['known', 'conflict'],
      );
    },
    'a refused id can be added when there is room': async ({ queue, claim, done }) => {
      await queue.add([...batches(3, 'n'), batch('late')]);
      await done(...(await claim()));
      assert.equal((await queue.add([batch('late')]))[0]?.stored, 'new');
    },
    'leased jobs take room, dead letters do not': async ({ queue, claim, die }) => {
      await queue.add(batches(3, 'n'));
      const claims = await claim();
      assert.equal((await queue.add([batch('no')]))[0]?.stored, 'refused');
      for (const one of claims) await die(one);
      assert.equal((await queue.add([batch('yes')]))[0]?.stored, 'new');
    },
    'what is retried or revived always has room': async ({ queue, claim, claimed, later, die }) => {
      await queue.add(batches(3, 'n'));
      const [first, second] = await claim('a', 2);
      assert.ok(first && second);
      await die(first);
      await queue.add([batch('n3')]);
      await later(second);
      await queue.revive({});
      assert.deepEqual([...(await claimed())].sort(), ['n0', 'n1', 'n2', 'n3']);
    },
    'jobs that follow take room too': async ({ queue, claim, done }) => {
      await queue.add([batch('n1', { key: 'k', lanes: ['a', 'b'] })]);
      await done(...(await claim('a')), ...(await claim('b')));
      await queue.add(batches(2, 'n1-'));
      const resolve = batch('n2', { key: 'k', status: 'resolved', at: 1, lanes: [], follow: ['a', 'b'] });
      assert.equal((await queue.add([resolve]))[0]?.stored, 'refused');
    },
  },
  { maxSize: 3 },
);

export const retentionChecks = [
  ...checks(
    'retention',
    {
      'what is finished can be found until its time is over': async ({ queue, clock, claimOne, done, touch }) => {
        await queue.add([batch('n1')]);
        await done(await claimOne());
        clock.advance(hour - 1);
        await touch();
        assert.ok(await queue.get('n1'));
        clock.advance(1);
        await touch();
        assert.equal(await queue.get('n1'), undefined);
      },
      'what is unrouted or suppressed goes too': async ({ queue, clock, claimOne, done, touch }) => {
        await queue.add([batch('n1', { lanes: [] }), batch('n2', { key: 'k', at: 2 })]);
        await done(await claimOne());
        await queue.add([batch('n3', { key: 'k', at: 1 })]);
        clock.advance(hour);
        await touch();
        assert.deepEqual([await queue.get('n1'), await queue.get('n3')], [undefined, undefined]);
      },
      'what waits, is leased or dead stays': async ({ queue, clock, claim, die, touch }) => {
        await queue.add([batch('n1'), batch('n2'), batch('n3')]);
        const [first] = await claim('a', 2);
        assert.ok(first);
        await die(first);
        clock.advance(100 * hour);
        await touch();
        for (const id of ['n1', 'n2', 'n3']) assert.ok(await queue.get(id), id);
      },
      'a dead letter that is dropped is finished': async ({ queue, clock, claimOne, die, touch }) => {
        await queue.add([batch('n1')]);
        await die(await claimOne());
        await queue.drop({});
        clock.advance(hour);
        await touch();
        assert.equal(await queue.get('n1'), undefined);
      },
      'after its day a finished id is new again': async ({ queue, clock, claimOne, done }) => {
        await queue.add([batch('n1')]);
        await done(await claimOne());
        clock.advance(24 * hour + 1);
        await queue.add([batch('n2')]);
        assert.equal((await queue.add([batch('n1')]))[0]?.stored, 'new');
      },
    },
    { retention: { finishedMs: hour } },
  ),
  ...checks(
    'retention by number',
    {
      'the oldest finished go first': async ({ queue, claim, done }) => {
        await queue.add(batches(4, 'n'));
        for (const one of await claim()) await done(one);
        await queue.add([batch('n5')]);
        const { items } = await queue.list({ limit: 10 });
        assert.deepEqual(
          items.map(item => item.batch.id),
          ['n5', 'n3', 'n2'],
        );
      },
      'an id is known for a day though its batch is gone': async ({ queue, clock, claim, done }) => {
        const [first] = await queue.add(batches(4, 'n'));
        for (const one of await claim()) await done(one);
        clock.advance(23 * hour);
        await queue.add([batch('n5')]);
        assert.equal(await queue.get('n0'), undefined);
        const answers = await queue.add([batch('n0'), batch('n0', { fingerprint: 'other' })]);
        assert.deepEqual(answers, [
          { ...first, stored: 'known' },
          { id: 'n0', stored: 'conflict' },
        ]);
      },
    },
    { retention: { maxFinished: 2 } },
  ),
];
