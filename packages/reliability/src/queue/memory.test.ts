import { memoryQueue, worker } from '../index.js';
import { batch, batches } from '../checks/world.js';

it.each([
  ['does not keep a script alive', [], false],
  ['keeps a script alive while it holds something', [batch('n1', { delayMs: 60_000 })], true],
])('a queue that somebody waits for %s', async (_, added, alive) => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const queue = memoryQueue<string>();
  await queue.add(added);
  const running = worker({ queue, send: async () => ({}), lanes: { a: {} } });
  await new Promise(resolve => setImmediate(resolve));
  const keeping = timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef());
  expect(keeping.length).toBeGreaterThan(0);
  expect(keeping.includes(true)).toBe(alive);
  await running.stop();
  timers.mockRestore();
});

it('a closed queue takes nothing and gives nothing', async () => {
  const queue = memoryQueue<string>();
  await queue.add([batch('n1')]);
  await queue[Symbol.asyncDispose]();
  expect(await queue.add([batch('n2')])).toEqual([
    { id: 'n2', stored: 'refused', reason: 'unavailable', retryAfterMs: 1_000 },
  ]);
  expect(await queue.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1 })).toEqual({ claims: [], ended: [] });
  await queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
});

it('a clock that is set back makes nothing wait longer', async () => {
  let now = 1_000_000;
  const queue = memoryQueue<string>({ clock: { now: () => now } });
  await queue.add([batch('n1', { delayMs: 1_000 })]);
  now += 1_000;
  await queue.counts();
  now -= 3_600_000;
  expect((await queue.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1_000 })).claims).toHaveLength(1);
});

it('a claim costs the same with ten and with 50,000 waiting', async () => {
  // Counted, not timed: how often a claim looks at a batch.
  const reads = async (count: number) => {
    const queue = memoryQueue<string>();
    let seen = 0;
    const spied = batches(count, 'n').map(one => Object.defineProperty({ ...one }, 'body', { get: () => ++seen }));
    await queue.add(spied);
    await queue.claim([{ lane: 'a', limit: 5 }], { leaseMs: 1_000 });
    return seen;
  };
  expect(await reads(50_000)).toBe(await reads(10));
});

it('what finished is let go of in slices', async () => {
  const queue = memoryQueue<string>({ retention: { maxFinished: 0 } });
  await queue.add(batches(500, 'n', { lanes: [] }));
  await queue.add([batch('n500')]);
  const { items } = await queue.list({ limit: 1_000 });
  expect(items).toHaveLength(101);
});

it.each([
  [{ maxSize: NaN }, 'maxSize is NaN; give a number of at least 1.'],
  [{ maxSize: 0 }, 'maxSize is 0; give a number of at least 1.'],
  [{ retention: { finishedMs: -1 } }, 'retention.finishedMs is -1; give a number of at least 0.'],
  [{ retention: { maxFinished: NaN } }, 'retention.maxFinished is NaN; give a number of at least 0.'],
])('%p is refused', (options, message) => {
  expect(() => memoryQueue(options)).toThrow(new RangeError(`memoryQueue: ${message}`));
});

it.each([0, -1, NaN])('reviving %d a second is refused', async perSecond => {
  const message = `revive: perSecond is ${perSecond}; give a number above 0.`;
  await expect(memoryQueue().revive({}, { perSecond })).rejects.toThrow(new RangeError(message));
});
