import { fakeClock } from '@helix/testutil';
import { memoryQueue, partitioned, storeUnavailable, type Queue, type QueueOptions } from '../index.js';
import { acrossPartitions, queueChecks } from '../checks/index.js';
import { batch, batches } from '../checks/world.js';
import { partitionOf } from './partitioned/partition-of.js';

const over = (count: number) => (options: QueueOptions) =>
  partitioned(
    Array.from({ length: count }, () => memoryQueue<string>(options)),
    { clock: options.clock },
  );

describe('one partition', () => {
  queueChecks({ it, create: over(1), model: { seeds: 50 } });
});

describe('three partitions', () => {
  queueChecks({ it, create: over(3), ...acrossPartitions(3, { seeds: 50 }) });
});

const leaseMs = 30_000;
const unavailable = () => Promise.reject(storeUnavailable('It does not answer.'));
/** All verbs of a queue that is away while `isAway` says so. */
function maybeAway(queue: Queue<string>, isAway: () => boolean, asked: string[] = []): Queue<string> {
  const verbs = Object.entries(queue).map(([name, verb]) => {
    if (typeof verb !== 'function' || name === 'limiter' || name === 'close') return [name, verb] as const;
    const guarded = (...args: unknown[]) => {
      asked.push(name);
      return isAway() ? unavailable() : (verb as (...args: unknown[]) => unknown)(...args);
    };
    return [name, guarded] as const;
  });
  return { ...queue, ...Object.fromEntries(verbs) };
}

/** Three partitions of which the second can go away, and ids of each. */
function three() {
  const clock = fakeClock(1_000_000);
  const asked: string[] = [];
  let isAway = false;
  const stores = [1, 2, 3].map(() => memoryQueue<string>({ clock }));
  const parts = stores.map((store, place) => (place === 1 ? maybeAway(store, () => isAway, asked) : store));
  const queue = partitioned(parts, { clock });
  const idsOf = (place: number, count: number) =>
    Array.from({ length: 200 }, (_, number) => `n${number}`)
      .filter(id => partitionOf({ id }, 3) === place)
      .slice(0, count);
  const claim = (limit: number) => queue.claim([{ lane: 'a', limit }], { leaseMs });
  return { clock, queue, stores, parts, asked, idsOf, claim, away: (now: boolean) => void (isAway = now) };
}

describe('where a batch goes', () => {
  it('is by the written-down hash of its id or thread key', () => {
    // FNV-1a of '', 'a' and 'foobar' is 811c9dc5, e40c292c and bf9cf968.
    expect(['', 'a', 'foobar'].map(id => partitionOf({ id }, 2 ** 32))).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    expect(partitionOf({ id: 'n1', thread: { key: 'foobar', status: 'firing' } }, 2 ** 32)).toBe(0xbf9cf968);
    // Of the two bytes of its UTF-8.
    expect(partitionOf({ id: 'ü' }, 2 ** 32)).toBe(0x119dd44a);
  });

  it.each([2, 3, 4, 8])('is spread evenly over %d', count => {
    const sizes = new Array<number>(count).fill(0);
    for (let number = 0; number < 10_000; number++) sizes[partitionOf({ id: `evt-${number}` }, count)]! += 1;
    for (const size of sizes) expect(Math.abs(size - 10_000 / count)).toBeLessThan(1_000 / count);
  });

  it('is none for a claim that nobody told', async () => {
    const { queue, claim } = three();
    await queue.add([batch('n1')]);
    const [one] = (await claim(1)).claims;
    const strays = ['none', '', '7.1', '-1.1'].map(token => ({ claim: { ...one!, token }, to: 'done' }) as const);
    expect(await queue.settle(strays)).toEqual([false, false, false, false]);
    expect(await queue.settle([])).toEqual([]);
  });

  it('is one partition for all of a thread', async () => {
    const { queue, stores } = three();
    await queue.add(batches(20, 'n', { key: 'k' }));
    const sizes = await Promise.all(stores.map(async store => (await store.list({ limit: 99 })).items.length));
    expect(sizes.sort()).toEqual([0, 0, 20]);
    expect((await queue.get('n7'))?.batch.id).toBe('n7');
    expect(await queue.get('nobody')).toBeUndefined();
  });
});

describe('claims', () => {
  it('starve no partition, however the lanes are asked', async () => {
    const { queue, stores } = three();
    await queue.add(batches(3_000, 'n', { lanes: ['a', 'b'] }));
    // Two lanes in alternation: with a turn that is counted each would begin with the same partition every time.
    for (let time = 0; time < 300; time++) {
      for (const lane of ['a', 'b']) await queue.claim([{ lane, limit: 1 }], { leaseMs });
    }
    for (const store of stores) {
      const { a, b } = await store.counts();
      expect(a!.leased).toBeGreaterThan(50);
      expect(b!.leased).toBeGreaterThan(50);
    }
  });

  it('ask for no more than is still wanted', async () => {
    const { queue } = three();
    await queue.add(batches(100, 'n', { lanes: ['a', 'b'] }));
    const { claims } = await queue.claim(
      [
        { lane: 'a', limit: 60 },
        { lane: 'b', limit: 5 },
      ],
      { leaseMs },
    );
    expect(['a', 'b'].map(lane => claims.filter(claim => claim.lane === lane).length)).toEqual([60, 5]);
  });

  it('are settled by another process that has the same queues', async () => {
    const { queue, stores, claim } = three();
    await queue.add(batches(9, 'n'));
    const { claims } = await claim(9);
    const other = partitioned(stores);
    expect(await other.extend(claims, leaseMs)).toEqual(new Array(9).fill(true));
    expect(await other.settle(claims.map(one => ({ claim: one, to: 'done' })))).toEqual(new Array(9).fill(true));
    expect((await queue.counts()).a).toMatchObject({ delivered: 9, leased: 0 });
  });
});

describe('a partition that is away', () => {
  beforeEach(() => void jest.spyOn(process, 'emitWarning').mockReturnValue());
  afterEach(() => jest.restoreAllMocks());

  it('holds up no claim of the others, and is not asked until it is back', async () => {
    const { queue, asked, claim, clock, away } = three();
    await queue.add(batches(30, 'n'));
    away(true);
    const first = await claim(30);
    asked.length = 0;
    await claim(30);
    await clock.advance(3_000);
    expect(asked).toEqual(['counts', 'counts', 'counts']);
    away(false);
    await clock.advance(1_000);
    const rest = await claim(30);
    expect(first.claims.length + rest.claims.length).toBe(30);
    expect(rest.claims.length).toBeGreaterThan(0);
    const text = 'partitioned: partition 1 failed (It does not answer.); further failures are not told.';
    expect(jest.mocked(process.emitWarning).mock.calls).toEqual([[text]]);
  });

  it('is asked once a second whether it is back, however many found it away', async () => {
    const { queue, asked, clock, away, idsOf } = three();
    away(true);
    await Promise.all(idsOf(1, 5).map(id => queue.add([batch(id)])));
    await clock.advance(2_000);
    expect(asked).toEqual(['add', 'add', 'add', 'add', 'add', 'counts', 'counts']);
    await queue.close();
    await clock.advance(2_000);
    expect(asked).toHaveLength(7);
  });

  it('refuses what is added to it, and nothing else', async () => {
    const { queue, away, claim, idsOf } = three();
    away(true);
    const ids = [0, 1, 2].flatMap(place => idsOf(place, 1));
    const stored = async () => (await queue.add(ids.map(id => batch(id)))).map(({ stored }) => stored);
    expect(await stored()).toEqual(['new', 'refused', 'new']);
    await claim(1);
    expect(await stored()).toEqual(['known', 'refused', 'known']);
    const [refused] = await queue.add([batch(ids[1]!)]);
    expect(refused).toEqual({ id: ids[1], stored: 'refused', reason: 'unavailable', retryAfterMs: 1_000 });
  });

  it('leaves its settlements unknown, and the others settled', async () => {
    const { queue, away, claim, idsOf, clock } = three();
    await queue.add([0, 1, 2].map(place => batch(idsOf(place, 1)[0]!)));
    const { claims } = await claim(3);
    const settle = () => queue.settle(claims.map(one => ({ claim: one, to: 'done' })));
    const isSecond = ({ id }: { id: string }) => partitionOf({ id: id.slice(0, -2) }, 3) === 1;
    away(true);
    expect(await settle()).toEqual(claims.map(one => (isSecond(one) ? undefined : true)));
    expect(await queue.extend(claims, leaseMs)).toEqual(claims.map(one => (isSecond(one) ? undefined : false)));
    await expect(queue.settle([{ claim: claims.find(isSecond)!, to: 'done' }])).rejects.toThrow('Partition 1 is away.');
    away(false);
    await clock.advance(1_000);
    expect(await settle()).toEqual([true, true, true]);
  });

  it('is not waited for', async () => {
    const { queue, away, claim } = three();
    away(true);
    await claim(1);
    const waiting = queue.wait(['a'], { waitMs: 600_000, signal: new AbortController().signal });
    await queue.add(batches(20, 'n'));
    await waiting;
  });

  it('makes what has to hold for all reject, after the others have done it', async () => {
    const { queue, stores, away } = three();
    away(true);
    await expect(queue.pause('a', { reason: 'r', by: 'b' })).rejects.toThrow('It does not answer.');
    expect((await stores[2]!.counts()).a?.paused).toMatchObject({ reason: 'r', by: 'b' });
    for (const asked of [queue.counts(), queue.list({ limit: 1 }), queue.dead({ limit: 1 }), queue.revive({})]) {
      await expect(asked).rejects.toThrow('It does not answer.');
    }
  });

  it('makes the queue away where it is the last', async () => {
    const store = maybeAway(memoryQueue<string>(), () => true);
    const queue = partitioned([store, store]);
    await expect(queue.claim([], { leaseMs })).rejects.toMatchObject({ code: 'store_unavailable' });
    const waiting = queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
    await expect(waiting).rejects.toMatchObject({ code: 'store_unavailable', message: 'All partitions are away.' });
    await queue.close();
  });

  it('is told apart from one that fails otherwise', async () => {
    const broken = () => Promise.reject(new TypeError('broken'));
    const queue = partitioned([{ ...memoryQueue<string>(), add: broken, claim: broken }]);
    await expect(queue.add([batch('n1')])).rejects.toThrow('broken');
    await expect(queue.claim([], { leaseMs })).rejects.toThrow('broken');
    expect(await queue.counts()).toEqual({});
  });
});

describe('what is told of all', () => {
  it('pages show each once, newest first, though some partitions answer short pages', async () => {
    const { parts, clock } = three();
    const short = parts.map((part, place) => ({
      ...part,
      list: (query: Parameters<typeof part.list>[0]) =>
        part.list({ ...query, limit: Math.min(query.limit, place + 1) }),
    }));
    const queue = partitioned(short, { clock });
    for (let time = 0; time < 9; time++) {
      await queue.add(batches(5, `at${time}-`));
      await clock.advance(1);
    }
    const seen: { at: number; id: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.list({ limit: 4, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ acceptedAt, batch: { id } }) => ({ at: acceptedAt, id })));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(45);
    expect(seen).toHaveLength(45);
    expect(seen).toEqual([...seen].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)));
  });

  it('counts are summed, the oldest is the oldest of all, and a pause is told', async () => {
    const { queue, clock, claim, idsOf } = three();
    await queue.add([batch(idsOf(0, 1)[0]!)]);
    await clock.advance(100);
    await queue.add([batch(idsOf(1, 1)[0]!), batch(idsOf(2, 1)[0]!, { lanes: ['b'] })]);
    await clock.advance(50);
    expect(await queue.counts()).toMatchObject({ a: { waiting: 2, oldestAgeMs: 150 }, b: { waiting: 1 } });
    const { claims } = await claim(2);
    const settle = async (place: number) => {
      await queue.settle([{ claim: claims[place]!, to: 'done' }]);
      await clock.advance(10);
    };
    await settle(0);
    await settle(1);
    await queue.pause('a', { reason: 'r', by: 'b' });
    const { a } = await queue.counts();
    expect(a).toMatchObject({ delivered: 2, lastDeliveredAt: 1_000_160, paused: { by: 'b' } });
    expect(a).not.toHaveProperty('lastFailedAt');
  });
});

it('the pace of a revive is the lane’s over all', async () => {
  const { queue, clock, claim } = three();
  await queue.add(batches(30, 'n'));
  const { claims } = await claim(30);
  await queue.settle(claims.map(one => ({ claim: one, to: 'dead', reason: 'not_found' })));
  expect(await queue.revive({}, { perSecond: 3 })).toBe(30);
  await clock.advance(2_000);
  expect((await claim(30)).claims).toHaveLength(9);
  expect(await queue.drop({})).toBe(0);
});

it('limits and records are those of the first', async () => {
  const { queue, stores } = three();
  await queue.records.put('k', 1);
  expect(await stores[0]!.records.get('k')).toBe(1);
  const rate = { scope: [], key: 'r', perSecond: 1 };
  await stores[0]!.limiter(rate).take(1);
  expect((await queue.limiter(rate).take(1)).granted).toBe(0);
});

it('no queue at all and options that are none are refused', () => {
  expect(() => partitioned([])).toThrow(new RangeError('partitioned: there is no queue; give at least one.'));
  const options = { clok: 1 } as object;
  expect(() => partitioned([memoryQueue()], options)).toThrow('partitioned: clok is not an option; known are clock.');
});
