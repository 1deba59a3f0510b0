import { strict as assert } from 'node:assert';
import { isStoreUnavailable } from '../queue/unavailable.js';
import { batch, checks } from './world.js';

/** The answer, or undefined where a store that is away would reject; any other rejection is none that a caller expects. */
async function orUnavailable<A>(asked: Promise<A>): Promise<A | undefined> {
  return asked.catch((thrown: unknown) => {
    assert.ok(isStoreUnavailable(thrown), `rejected with ${String(thrown)}`);
    return undefined;
  });
}

export const openCloseChecks = checks('open and close', {
  'it is ready, however often one asks': async ({ queue, claimed }) => {
    await Promise.all([queue.ready(), queue.ready()]);
    await queue.add([batch('n1')]);
    await queue.ready();
    assert.deepEqual(await claimed(), ['n1']);
  },
  'the other verbs wait by themselves until it is ready': async ({ queue, claimed }) => {
    const adding = queue.add([batch('n1')]);
    const ready = queue.ready();
    assert.equal((await adding)[0]?.stored, 'new');
    await ready;
    assert.deepEqual(await claimed(), ['n1']);
  },
  'closed, it takes nothing': async ({ queue }) => {
    await queue.close();
    const [answer] = await queue.add([batch('n1')]);
    assert.ok(answer?.stored === 'refused' && answer.reason === 'unavailable' && answer.retryAfterMs > 0);
  },
  'closed, it gives nothing': async ({ queue, leaseMs }) => {
    await queue.add([batch('n1')]);
    await queue.close();
    const answer = await orUnavailable(queue.claim([{ lane: 'a', limit: 1 }], { leaseMs }));
    assert.deepEqual(answer?.claims ?? [], []);
  },
  'closed, every verb comes to an end': async ({ queue, leaseMs, claimOne }) => {
    await queue.add([batch('n1')]);
    const claim = await claimOne();
    await queue.close();
    const ends: readonly Promise<unknown>[] = [
      queue.ready(),
      queue.settle([{ claim, to: 'done' }]),
      queue.extend([claim], leaseMs),
      queue.get('n1'),
      queue.list({ limit: 1 }),
      queue.dead({ limit: 1 }),
      queue.revive({}),
      queue.drop({}),
      queue.counts(),
      queue.pause('a', { reason: 'r', by: 'b' }),
      queue.resume('a'),
      queue.records.get('k'),
      queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal }),
    ];
    await Promise.all(ends.map(end => orUnavailable(end)));
  },
  'closed twice is closed': async ({ queue }) => {
    await Promise.all([queue.close(), queue.close()]);
    await queue[Symbol.asyncDispose]();
  },
});
