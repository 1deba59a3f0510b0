import { memoryQueue } from '../queue/memory.js';
import type { Batch, Job } from '../queue/batch.js';
import type { Claim, Queue, QueueOptions } from '../queue/queue.js';
import { queueChecks } from './index.js';

// A check that hangs never lets go of what keeps the process alive.
beforeEach(() => {
  jest.spyOn(globalThis, 'setInterval').mockImplementation(() => setTimeout(() => undefined).unref());
});
afterEach(() => jest.restoreAllMocks());

type Break = (queue: Queue<string>) => Partial<Queue<string>>;

/** What a broken queue fails, by the checks' names. */
async function failures(breakIt: Break, names: readonly string[]): Promise<string[]> {
  const cases = new Map<string, () => Promise<void>>();
  const create = (options: QueueOptions) => {
    const queue = memoryQueue<string>(options);
    return { ...queue, ...breakIt(queue) };
  };
  queueChecks({ it: (name, run) => void cases.set(name, run), create, model: { seeds: 50, steps: 60 } });
  const failed: string[] = [];
  for (const name of names) {
    const run = cases.get(name);
    if (!run) throw new Error(`There is no check "${name}".`);
    if ((await outcome(run())) !== 'passed') failed.push(name);
  }
  return failed;
}

/** A check that waits for a hint which never comes hangs: no check needs as many turns of the event loop as this. */
function outcome(run: Promise<void>): Promise<'passed' | 'failed' | 'hung'> {
  const told = run.then(
    () => 'passed' as const,
    () => 'failed' as const,
  );
  const turns = async () => {
    for (let turn = 0; turn < 20_000; turn++) await new Promise(resolve => setImmediate(resolve));
    return 'hung' as const;
  };
  return Promise.race([told, turns()]);
}

const model = 'model: seeds 1 to 50';
/** Every batch is changed before it is added. */
const adding =
  (change: (batch: Batch<string>) => Batch<string>): Break =>
  queue => ({ add: batches => queue.add(batches.map(change)) });
const everyJob = (change: Partial<Job>) =>
  adding(batch => ({ ...batch, jobs: batch.jobs.map(job => ({ ...job, ...change })) }));

const unfenced: Break = queue => {
  const latest = new Map<string, Claim<string>>();
  return {
    claim: async (...args) => {
      const answer = await queue.claim(...args);
      for (const claim of answer.claims) latest.set(claim.id, claim);
      return answer;
    },
    settle: list => queue.settle(list.map(one => ({ ...one, claim: latest.get(one.claim.id) ?? one.claim }))),
  };
};
let added = 0;
const in32Bits = (job: Job): Job => ({ ...job, delayMs: (job.delayMs ?? 0) | 0 });

const broken: readonly (readonly [string, Break, readonly string[]])[] = [
  ['a lease is not fenced', unfenced, ['settle: a token that is no longer the job’s changes nothing', model]],
  [
    'threads are not kept',
    adding(({ thread: _, ...batch }) => batch),
    ['thread: one of its jobs runs at a time', 'thread: updates go out in the order of their times', model],
  ],
  [
    'a thread goes by acceptance alone',
    adding(batch => ({ ...batch, at: 0 })),
    [
      'thread: updates go out in the order of their times',
      'never back in time: what is older than what was delivered ends as it is added',
      model,
    ],
  ],
  [
    'an id is delivered twice',
    adding(batch => ({ ...batch, id: `${batch.id}.${added++}` })),
    ['add: the same id again adds nothing and answers the same jobs', model],
  ],
  [
    'what is refused is called stored',
    queue => ({
      add: async list => (await queue.add(list)).map(({ id }) => ({ id, stored: 'new', jobs: [] })),
    }),
    [
      'full: what does not fit is refused whole, with a time',
      'add: the same id of another request is a conflict and adds nothing',
      model,
    ],
  ],
  ['priorities are ignored', everyJob({ priority: 'medium' }), ['claim: takes higher priorities first', model]],
  ['due times are ignored', everyJob({ delayMs: 0 }), ['claim: leaves what is not due yet', model]],
  [
    'nothing expires',
    everyJob({ ttlMs: undefined, expiresAt: undefined }),
    ['expiry: what was not delivered in its time is a dead letter', model],
  ],
  [
    'what the store ended is not told',
    queue => ({ claim: async (...args) => ({ ...(await queue.claim(...args)), ended: [] }) }),
    ['poison: three leases lost in a row are a dead letter, and told', model],
  ],
  [
    'no follower is added',
    adding(({ follow: _, ...batch }) => batch),
    ['follow: a resolve goes to every lane where its thread is open', model],
  ],
  [
    'handles and progress are forgotten',
    queue => ({ settle: list => queue.settle(list.map(({ handle: _, progress: __, ...one }) => one)) }),
    [
      'thread: its handle is given to every later claim',
      'settle: progress is kept for the next attempt until it is replaced',
    ],
  ],
  [
    'every try is spent',
    queue => ({ settle: list => queue.settle(list.map(one => (one.to === 'later' ? { ...one, spent: true } : one))) }),
    ['settle: later, unspent: comes back as the same attempt', model],
  ],
  [
    'a lease cannot be extended',
    () => ({ extend: async claims => claims.map(() => true) }),
    ['lease: an extended lease is not lost', model],
  ],
  [
    'a revive has no pace',
    queue => ({ revive: filter => queue.revive(filter) }),
    [
      'dead letters: revived at a pace, one after the other',
      'dead letters: a thousand revived at a pace hold up neither their lane nor their threads',
    ],
  ],
  [
    'any pace will do',
    queue => ({ revive: (filter, { perSecond = 1 } = {}) => queue.revive(filter, perSecond > 0 ? { perSecond } : {}) }),
    ['dead letters: a pace of nothing is refused, and nothing is revived'],
  ],
  [
    'who asks at once is answered at once',
    queue => ({ revive: async filter => Math.max(await queue.revive(filter), 1) }),
    ['dead letters: what is asked to be revived three times at once is revived once'],
  ],
  [
    'an id is known in its thread alone',
    adding(batch => ({ ...batch, id: `${batch.id}${batch.thread?.key ?? ''}` })),
    ['add: an id that comes back under another thread key is known'],
  ],
  [
    'a repeated settlement is taken for another’s',
    queue => {
      const told = new Set<string>();
      return {
        settle: async list => {
          const kept = await queue.settle(list);
          const fresh = list.map(({ claim }) => !told.has(claim.token));
          for (const { claim } of list) told.add(claim.token);
          return kept.map((answer, place) => answer && fresh[place]);
        },
      };
    },
    [
      'settle: the same settlement again answers true and changes nothing',
      'settle: the same settlements again in one call answer the same and change nothing',
    ],
  ],
  [
    'delays are dates at any price',
    queue => ({ add: list => queue.add(list.map(one => ({ ...one, jobs: one.jobs.map(in32Bits) }))) }),
    ['claim: a delay beyond all dates is a delay'],
  ],
  [
    'closing does nothing',
    () => ({ close: async () => undefined }),
    ['open and close: closed, it takes nothing', 'open and close: closed, it gives nothing'],
  ],
  [
    'a drop does nothing',
    () => ({ drop: async () => 1 }),
    ['dead letters: dropped: gone from the list, never revived, still told as failed'],
  ],
  [
    'a pause does nothing',
    () => ({ pause: async () => undefined }),
    ['pause: a paused lane is not claimed from, the others are', model],
  ],
  [
    'resuming leaves the breaker as it is',
    () => ({ resume: async () => undefined }),
    ['pause: resuming resets the breaker of the lane'],
  ],
  [
    'every limiter is a new one',
    () => ({ limiter: rate => memoryQueue<string>().limiter(rate) }),
    ['limiter: one key is one bucket, however often it is asked for'],
  ],
  [
    'any rate will do',
    queue => ({ limiter: rate => queue.limiter({ ...rate, perSecond: 1 }) }),
    ['limiter: a rate that is none is refused'],
  ],
  [
    'records are copied as objects are',
    ({ records }) => ({
      records: { ...records, put: (key, value) => records.put(key, Object.assign({}, value)) },
    }),
    ['records: keys and values may be called as what objects inherit'],
  ],
  [
    'records are added without care',
    ({ records }) => ({
      records: {
        ...records,
        add: async (key, value) => {
          const known = await records.get(key);
          await records.put(key, value);
          return known === undefined;
        },
      },
    }),
    ['records: of many that add at once one wins'],
  ],
  [
    'the oldest is listed first',
    queue => ({
      list: async query => {
        const page = await queue.list(query);
        return { ...page, items: [...page.items].reverse() };
      },
    }),
    ['list: the newest accepted comes first'],
  ],
  [
    'nothing is counted',
    () => ({ counts: async () => ({}) }),
    ['counts: every job is counted once, by what it does', model],
  ],
  [
    'a hint is lost',
    () => ({ wait: () => new Promise(() => undefined) }),
    [
      'wait: ends when something is added to one of its lanes',
      'wait: ends when its signal aborts, before or meanwhile',
    ],
  ],
  [
    'nothing is ever forgotten',
    queue => {
      const kept = new Map<string, Awaited<ReturnType<typeof queue.get>>>();
      return {
        get: async id => {
          const stored = await queue.get(id);
          if (stored) kept.set(id, stored);
          return stored ?? kept.get(id);
        },
      };
    },
    ['retention: what is finished can be found until its time is over'],
  ],
];

it.each(broken)('the checks find out where %s', async (_, breakIt, names) => {
  expect(await failures(breakIt, names)).toEqual(names);
});

describe('queueChecks', () => {
  const names = (skip: readonly string[] = []) => {
    const told: string[] = [];
    const options = skip.length > 0 ? { skip: [{ reason: 'known', tests: skip }] } : {};
    queueChecks({ it: name => void told.push(name), create: () => memoryQueue<string>(), ...options });
    return told;
  };

  it('names every check once', () => {
    expect(new Set(names()).size).toBe(names().length);
    expect(names().length).toBeGreaterThan(150);
  });

  it('leaves out what a driver declares', () => {
    const [first] = names();
    expect(names([first!])).toEqual(names().slice(1));
  });

  it('refuses to leave out what it does not have', () => {
    expect(() => names(['nonsense'])).toThrow('queueChecks: no check is named "nonsense".');
  });
});
