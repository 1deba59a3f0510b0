import { strict as assert } from 'node:assert';
import { batch, checks, type World } from './world.js';

// So long that a test would run into its own time-out: what ends these waits is the hint alone.
const forEver = 600_000;

/** Begins to wait before `act`, and ends when both did. */
async function wokenBy({ queue }: World, act: () => Promise<unknown>, lanes = ['a']) {
  const waiting = queue.wait(lanes, { waitMs: forEver, signal: new AbortController().signal });
  await act();
  await waiting;
}

export const waitChecks = checks('wait', {
  'ends when something is added to one of its lanes': async world => {
    await wokenBy(world, () => world.queue.add([batch('n1', { lanes: ['b'] })]), ['a', 'b']);
    assert.deepEqual(await world.claimed('b'), ['n1']);
  },
  'ends at once where something is due': async world => {
    await world.queue.add([batch('n1')]);
    await wokenBy(world, () => Promise.resolve());
    assert.deepEqual(await world.claimed(), ['n1']);
  },
  'ends when a settlement lets a thread go on': async world => {
    await world.queue.add([batch('n1', { key: 'k' }), batch('n2', { key: 'k' })]);
    const claim = await world.claimOne();
    await wokenBy(world, () => world.done(claim));
    assert.deepEqual(await world.claimed(), ['n2']);
  },
  'ends when a lane is resumed': async world => {
    await world.queue.add([batch('n1')]);
    await world.queue.pause('a', { reason: 'r', by: 'b' });
    await wokenBy(world, () => world.queue.resume('a'));
    assert.deepEqual(await world.claimed(), ['n1']);
  },
  'ends when a dead letter is revived': async world => {
    await world.queue.add([batch('n1')]);
    await world.die(await world.claimOne());
    await wokenBy(world, () => world.queue.revive({}));
    assert.deepEqual(await world.claimed(), ['n1']);
  },
  'ends when something becomes due': async world => {
    await world.queue.add([batch('n1', { delayMs: 5 })]);
    await wokenBy(world, () => Promise.resolve());
  },
  'ends after its time': async ({ queue }) => {
    await queue.wait(['a'], { waitMs: 5, signal: new AbortController().signal });
  },
  'ends when its signal aborts, before or meanwhile': async ({ queue }) => {
    await queue.wait(['a'], { waitMs: forEver, signal: AbortSignal.abort() });
    const controller = new AbortController();
    const waiting = queue.wait(['a'], { waitMs: forEver, signal: controller.signal });
    controller.abort();
    await waiting;
  },
  'ends when the queue is closed': async world => {
    await wokenBy(world, () => world.queue.close());
  },
});
