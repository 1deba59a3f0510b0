import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queueChecks } from '../checks/index.js';
import { batch, batches } from '../checks/world.js';
import { embeddedQueue, type EmbeddedQueueOptions } from './embedded.js';
import { newFolder } from './embedded/test-links.js';
import { isStoreUnavailable } from './unavailable.js';

// Fifty sequences are some twenty thousand commits, each of them an fsync.
jest.setTimeout(240_000);

const open = (options: Partial<EmbeddedQueueOptions> = {}) =>
  embeddedQueue<string>({ path: newFolder(), minFreeBytes: 0, ...options });
const never = new AbortController().signal;

queueChecks({ it, create: open, model: { seeds: 50 } });

it('what is closed can be opened again, and all of it is there', async () => {
  const path = newFolder();
  const first = open({ path });
  await first.add(batches(3, 'n'));
  await first.close();
  await first.close();
  const second = open({ path });
  const { claims } = await second.claim([{ lane: 'a', limit: 9 }], { leaseMs: 1_000 });
  expect(claims.map(({ id }) => id)).toEqual(['n0:a', 'n1:a', 'n2:a']);
  await second[Symbol.asyncDispose]();
});

it('what was asked before it was closed is answered', async () => {
  const queue = open();
  const adding = queue.add([batch('n1')]);
  await queue.close();
  expect((await adding)[0]?.stored).toBe('new');
});

it('a closed queue takes nothing and gives nothing', async () => {
  const queue = open();
  await queue.close();
  expect(await queue.add([batch('n2')])).toEqual([
    { id: 'n2', stored: 'refused', reason: 'unavailable', retryAfterMs: 1_000 },
  ]);
  expect(await queue.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1 })).toEqual({ claims: [], ended: [] });
  await queue.wait(['a'], { waitMs: 1, signal: never });
  const thrown: unknown = await queue.counts().catch((error: unknown) => error);
  expect(isStoreUnavailable(thrown)).toBe(true);
  expect((thrown as Error).message).toBe('The queue is closed; open it anew.');
});

it('a queue that cannot be opened says why to whoever asks it anything', async () => {
  const path = newFolder();
  const first = open({ path });
  await first.ready();
  const second = open({ path });
  await expect(second.counts()).rejects.toThrow(`The queue in ${path} is open in this process already`);
  await expect(second.ready()).rejects.toThrow(`The queue in ${path} is open in this process already`);
  expect((await second.add([batch('n1')]))[0]).toMatchObject({ stored: 'refused', reason: 'unavailable' });
  await second.close();
  await first.close();
});

it('what was added while it opened is stored when it is open', async () => {
  const queue = open();
  const answers = await Promise.all(batches(10, 'n').map(one => queue.add([one])));
  expect(answers.flat().every(({ stored }) => stored === 'new')).toBe(true);
  await queue.close();
});

it('an open queue of which nobody wants anything does not keep a script alive', async () => {
  const alive = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length;
  const before = alive();
  const queue = open();
  await queue.ready();
  expect(alive()).toBe(before);
  const adding = queue.add([batch('n1')]);
  expect(alive()).toBe(before + 1);
  await adding;
  expect(alive()).toBe(before);
  await queue.close();
});

it.each([
  ['does not keep a script alive', [], false],
  ['keeps a script alive while it holds something', [batch('n1', { delayMs: 60_000 })], true],
])('a queue that somebody waits for %s', async (_, added, alive) => {
  const queue = open();
  await queue.add(added);
  const stop = new AbortController();
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const waiting = queue.wait(['a'], { waitMs: 30_000, signal: stop.signal });
  // The first answer after the question of the wait comes when the wait has its own.
  await queue.counts();
  await new Promise(resolve => setImmediate(resolve));
  expect(timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([alive]);
  timers.mockRestore();
  stop.abort();
  await waiting;
  await queue.close();
});

it('a file that turns out to be damaged is the end of the store, and a warning where nobody asked to be told', async () => {
  const path = newFolder();
  const before = open({ path });
  await before.add(batches(2_000, 'n'));
  await before.close();
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const queue = open({ path });
  await queue.ready();
  const file = join(path, 'queue.db');
  writeFileSync(file, readFileSync(file).fill(0xff, 65_536));
  await expect(queue.list({ limit: 2_000 })).rejects.toThrow('The disk failed under the queue in');
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^embeddedQueue: The disk failed .*malformed/)]]);
  warn.mockRestore();
});

it.each([
  [{ path: '' }, 'path is ; give the path of a folder.'],
  [{ minFreeBytes: -1 }, 'minFreeBytes is -1; give a number of at least 0.'],
  [{ maxSize: NaN }, 'maxSize is NaN; give a number of at least 1.'],
  [{ retention: { finishedMs: -1 } }, 'retention.finishedMs is -1; give a number of at least 0.'],
  [{ retention: { maxFinished: NaN } }, 'retention.maxFinished is NaN; give a number of at least 0.'],
])('%p is refused', (options, message) => {
  expect(() => open(options)).toThrow(new RangeError(`embeddedQueue: ${message}`));
});

it.each([
  [{ folder: './data' }, 'embeddedQueue: folder is not an option; known are path,'],
  [{ retention: { days: 1 } }, 'embeddedQueue retention: days is not an option; known are finishedMs, maxFinished.'],
])('%p is refused', (options, message) => {
  expect(() => open(options as never)).toThrow(message);
});
