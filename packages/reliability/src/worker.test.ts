import { fakeClock } from '@helix/testutil';
import {
  exponential,
  failure,
  memoryQueue,
  storeUnavailable,
  worker,
  type Gate,
  type Lane,
  type Queue,
  type Work,
  type WorkerEvent,
} from './index.js';
import { batch, batches, type BatchOptions } from './checks/world.js';

const minute = 60_000;
type Sending = (work: Work<string>, signal: AbortSignal) => Promise<{ handle?: string | number }>;
const accept: Sending = async () => ({});
/** Fails with what it is given, one after the other, and then succeeds. */
const failing =
  (...codes: (string | Error)[]): Sending =>
  async () => {
    const code = codes.shift();
    if (code !== undefined) throw typeof code === 'string' ? failure(code, `It was ${code}.`) : code;
    return {};
  };
const always =
  (code: string, details?: Parameters<typeof failure>[2]): Sending =>
  async () => {
    throw failure(code, `It was ${code}.`, details);
  };

interface Options {
  lanes?: Record<string, Lane>;
  wrap?: (queue: Queue<string>) => Partial<Queue<string>>;
  leaseMs?: number;
  on?: (event: WorkerEvent) => void;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve));
}

/** A worker on a virtual clock that notes when it sent what, and what it told. */
function at({ lanes = { a: {} }, wrap = () => ({}), leaseMs = 30_000, on }: Options, send: Sending = accept) {
  const clock = fakeClock(1_000_000);
  const inner = memoryQueue<string>({ clock });
  const queue = { ...inner, ...wrap(inner) };
  const sent: { readonly id: string; readonly at: number }[] = [];
  const events: WorkerEvent[] = [];
  const options = { queue, lanes, leaseMs, clock, backoff: exponential({ jitter: 'none' }) };
  const running = worker({
    ...options,
    on: on ?? (event => void events.push(event)),
    send: (work, signal) => {
      sent.push({ id: work.id, at: clock.now() - 1_000_000 });
      return send(work, signal);
    },
  });
  // What ended in one turn of the event loop is settled in the next: the clock goes in steps, with some turns after each.
  const pass = async (ms: number, stepMs = 500) => {
    await turns(5);
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advance(Math.min(left, stepMs));
      await turns(5);
    }
    await turns(100);
  };
  const add = async (id: string, more?: BatchOptions) => {
    await queue.add([batch(id, more)]);
    await pass(0);
  };
  const job = async (id: string) => (await queue.get(id))?.jobs[0];
  const kinds = () => events.map(({ kind, ...event }) => ('reason' in event ? `${kind} ${event.reason}` : kind));
  return { clock, pass, queue, sent, events, kinds, add, job, running, stop: running.stop };
}

describe('what must be shown', () => {
  const tenSeconds = { scope: ['url'], key: 'url', perMinute: 6, burst: 1 };

  it('a limit of one in ten seconds, a lane that was empty for a minute: the next leaves at once', async () => {
    const { pass, sent, add, stop } = at({ lanes: { a: { rates: [tenSeconds] } } });
    await pass(minute);
    await add('n1');
    expect(sent).toEqual([{ id: 'n1:a', at: minute }]);
    await stop();
  });

  it('two lanes on one limiter, one of them idle: the busy one gets the whole rate', async () => {
    const { pass, queue, sent, stop } = at({
      lanes: { idle: { rates: [tenSeconds] }, busy: { rates: [tenSeconds] } },
    });
    await queue.add(batches(100, 'n', { lanes: ['busy'] }));
    await pass(10 * minute);
    expect(sent.map(({ at }) => at)).toEqual(Array.from({ length: 61 }, (_, place) => place * 10_000));
    await stop();
  });

  it('two busy lanes on one limiter take turns', async () => {
    const { pass, queue, sent, stop } = at({ lanes: { a: { rates: [tenSeconds] }, b: { rates: [tenSeconds] } } });
    await queue.add(batches(20, 'n', { lanes: ['a', 'b'] }));
    await pass(minute);
    expect(sent.map(({ id }) => id.slice(-1)).sort()).toEqual(
      ['a', 'a', 'a', 'a', 'b', 'b', 'b'].slice(0, sent.length),
    );
    await stop();
  });

  it('a 429 with Retry-After 60 in a lane without a rate: one request in 30 s, and the attempt unspent', async () => {
    const answers = [failure('rate_limited', 'slow down', { retryAfterMs: minute })];
    const { pass, queue, sent, job, stop } = at({ lanes: { a: { concurrency: 1 } } }, failing(...answers));
    await queue.add(batches(20, 'n'));
    await pass(30_000);
    expect(sent).toHaveLength(1);
    expect(await job('n0')).toMatchObject({ state: 'waiting', reason: 'rate_limited', attemptCount: 0 });
    await pass(29_999);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(sent).toHaveLength(21);
    await stop();
  });
});

describe('a gate that fails', () => {
  const away = (what: string) => () => Promise.reject(new Error(what));
  const open: Gate = {
    take: async n => ({ granted: n, waitMs: 0 }),
    giveBack: async () => undefined,
    report: async () => undefined,
  };
  let warned: jest.SpyInstance;
  beforeEach(() => void (warned = jest.spyOn(process, 'emitWarning').mockReturnValue()));
  afterEach(() => warned.mockRestore());

  it('grants nothing for a second, in its own lane only', async () => {
    const take = jest.fn(away('away'));
    const { pass, queue, sent, stop } = at({ lanes: { a: { gates: [{ ...open, take }] }, b: { concurrency: 1 } } });
    await queue.add(batches(20, 'n', { lanes: ['a', 'b'] }));
    await pass(0);
    expect(sent).toEqual(batches(20, 'n').map(({ id }) => ({ id: `${id}:b`, at: 0 })));
    await pass(3_000);
    expect(take).toHaveBeenCalledTimes(4);
    await stop();
  });

  it('leaves what the lane’s other gates granted to the next try', async () => {
    const take = jest.fn(open.take).mockImplementationOnce(away('away'));
    const rates = [{ scope: [], key: 'k', perMinute: 6, burst: 1 }];
    const { pass, add, sent, stop } = at({ lanes: { a: { rates, gates: [{ ...open, take }] } } });
    await add('n1');
    await pass(1_000);
    expect(sent).toEqual([{ id: 'n1:a', at: 1_000 }]);
    await stop();
  });

  it.each(['report', 'giveBack'] as const)('to be told (%s) is told of once, and stops nothing', async verb => {
    const gates = [{ ...open, [verb]: away('deaf') }];
    const { pass, queue, stop } = at({ lanes: { a: { gates }, b: {} } });
    await queue.add(batches(20, 'n', { lanes: ['a', 'b'] }));
    await pass(0);
    expect(await queue.counts()).toMatchObject({ a: { delivered: 20 }, b: { delivered: 20 } });
    expect(warned.mock.calls).toEqual([['lane "a": a gate failed (deaf); further failures are not told.']]);
    await stop();
  });

  it('costs other lanes nothing, nor what is on its way, where it is an open breaker', async () => {
    let readable = true;
    const get = (records: Queue<string>['records']) => (key: string) =>
      readable || key !== 'breaker:a' ? records.get(key) : Promise.reject(new Error('unread'));
    const wrap = ({ records }: Queue<string>) => ({ records: { ...records, get: get(records) } });
    let end: () => void = () => undefined;
    const { pass, add, job, sent, stop } = at({ wrap, lanes: { a: { concurrency: 2 }, b: {} } }, ({ id }, signal) =>
      id === 'held:a' ? new Promise(resolve => (end = () => resolve({}))) : always('unauthorized')({} as never, signal),
    );
    await add('held');
    await add('barred');
    readable = false;
    await pass(1_000);
    await add('n1', { lanes: ['b'] });
    end();
    await pass(0);
    expect(sent.map(({ id }) => id)).toEqual(['held:a', 'barred:a', 'n1:b']);
    expect(await job('held')).toMatchObject({ state: 'done' });
    expect(warned.mock.calls).toEqual([['lane "a": a gate failed (unread); further failures are not told.']]);
    await stop();
  });
});

it.each([
  ['is away', { get: () => Promise.reject(storeUnavailable('away')) }, Promise.resolve()],
  ['still opens', { get: () => Promise.reject(new Error('no answer')) }, new Promise<void>(() => undefined)],
])('no gate is said to have failed where the store %s', async (_, records, ready) => {
  const warned = jest.spyOn(process, 'emitWarning').mockReturnValue();
  const wrap = (queue: Queue<string>) => ({ ready: () => ready, records: { ...queue.records, ...records } });
  const { pass, add, sent, stop } = at({ wrap, lanes: { a: {} } });
  await add('n1');
  await pass(minute);
  expect(sent).toEqual([]);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
  await stop();
});

describe('a gate that hangs', () => {
  let warned: jest.SpyInstance;
  beforeEach(() => void (warned = jest.spyOn(process, 'emitWarning').mockReturnValue()));
  afterEach(() => warned.mockRestore());

  /** A gate whose verb answers when it is let. */
  function hanging(verb: 'take' | 'giveBack' | 'report') {
    const ends: (() => void)[] = [];
    const given: number[] = [];
    const open: Gate = {
      take: async n => ({ granted: n, waitMs: 0 }),
      giveBack: async n => void given.push(n),
      report: async () => undefined,
    };
    const hang = jest.fn(async (n: never) => {
      await new Promise<void>(resolve => void ends.push(resolve));
      return open[verb](n);
    });
    const gate = { ...open, [verb]: hang };
    return { gate, hang, given, answer: () => ends.splice(0).forEach(end => end()) };
  }

  it('holds up its own lane only, and others no more than once a second', async () => {
    const { gate, hang } = hanging('take');
    const { pass, queue, sent, stop } = at({ lanes: { a: { gates: [gate] }, b: { concurrency: 1 } } });
    await queue.add(batches(20, 'n', { lanes: ['a', 'b'] }));
    await pass(1_000);
    expect(sent).toEqual(batches(20, 'n').map(({ id }) => ({ id: `${id}:b`, at: 1_000 })));
    await pass(minute);
    await queue.add(batches(3, 'later', { lanes: ['b'] }));
    await pass(0);
    expect(sent).toHaveLength(23);
    expect(hang).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls).toEqual([
      ['lane "a": a gate failed (no answer within 1000 ms); further failures are not told.'],
    ]);
    await stop();
  });

  it('gets back what it granted too late, and is asked again then', async () => {
    const { gate, given, answer, hang } = hanging('take');
    const { pass, queue, sent, stop } = at({ lanes: { a: { gates: [gate], concurrency: 4 } } });
    await queue.add(batches(2, 'n'));
    await pass(5_000);
    answer();
    await pass(1_000);
    expect(given).toEqual([4]);
    expect(sent).toEqual([]);
    expect(hang).toHaveBeenCalledTimes(2);
    answer();
    await pass(0);
    expect(sent).toHaveLength(2);
    answer();
    await stop();
  });

  it('to be told how attempts ended is waited for once', async () => {
    const { gate, answer } = hanging('report');
    const ends: (() => void)[] = [];
    const { pass, queue, job, stop } = at({ lanes: { a: { gates: [gate] }, b: {} } }, ({ channel }) =>
      channel === 'a' ? new Promise(resolve => void ends.push(() => resolve({}))) : Promise.resolve({}),
    );
    await queue.add(batches(8, 'n'));
    await pass(0);
    ends.shift()?.();
    await pass(1_000);
    for (const [place, end] of ends.entries()) {
      end();
      await queue.add([batch(`b${place}`, { lanes: ['b'] })]);
      await pass(0);
      expect([(await job(`n${place + 1}`))?.state, (await job(`b${place}`))?.state]).toEqual(['done', 'done']);
    }
    expect(ends).toHaveLength(7);
    answer();
    await stop();
  });

  it.each(['report', 'giveBack'] as const)('to be told (%s) holds up others no more than once a second', async verb => {
    const { gate, answer } = hanging(verb);
    const { pass, queue, sent, stop } = at({ lanes: { a: { gates: [gate] }, b: {} } });
    await queue.add(batches(100, 'n', { lanes: ['a', 'b'] }));
    await pass(2_000);
    expect(sent.filter(({ id }) => id.endsWith(':b'))).toHaveLength(100);
    answer();
    await stop();
  });
});

describe('a delivery', () => {
  it('is sent with all that a channel needs, and its receipt is kept', async () => {
    const works: Work<string>[] = [];
    const { add, job, events, stop } = at({}, async work => {
      works.push(work);
      return { handle: 'ts-1', providerId: '42' };
    });
    await add('n1', { key: 'k', priority: 'high' });
    await add('n2', { key: 'k', at: 1 });
    const work = {
      id: 'n1:a',
      channel: 'a',
      priority: 'high',
      attempt: 1,
      notification: 'body of n1',
      handle: undefined,
    };
    expect(works).toMatchObject([work, { id: 'n2:a', handle: 'ts-1' }]);
    expect(await job('n1')).toMatchObject({ state: 'done', receipt: { handle: 'ts-1', providerId: '42' } });
    const attempt = { number: 1, at: 1_000_000, durationMs: 0, result: 'ok' };
    expect(events.slice(0, 2)).toEqual([
      { kind: 'attempt', lane: 'a', id: 'n1:a', attempt },
      { kind: 'done', lane: 'a', id: 'n1:a', attempt },
    ]);
    await stop();
  });

  it('is tried again as the back-off says', async () => {
    const { pass, add, sent, kinds, job, stop } = at({}, failing('server_error', 'timeout'));
    await add('n1');
    await pass(3_000);
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 3_000]);
    expect(kinds()).toEqual(['attempt', 'later server_error', 'attempt', 'later timeout', 'attempt', 'done']);
    expect((await job('n1'))?.attempts.map(({ number, result }) => [number, result])).toEqual([
      [1, 'server_error'],
      [2, 'timeout'],
      [3, 'ok'],
    ]);
    await stop();
  });

  it.each([
    ['invalid_request', 1],
    ['not_found', 1],
    ['server_error', 3],
  ])('that fails with %s is dead after %d attempts, with that reason', async (code, attempts) => {
    const { pass, add, sent, kinds, job, stop } = at({}, always(code, { status: 418, reason: 'teapot' }));
    await add('n1');
    await pass(minute);
    expect(sent).toHaveLength(attempts);
    expect(kinds().at(-1)).toBe(`dead ${code}`);
    const attempt = { number: attempts, result: code, status: 418, detail: `It was ${code}.` };
    expect(await job('n1')).toMatchObject({
      state: 'dead',
      reason: code,
      attempts: expect.arrayContaining([expect.objectContaining(attempt)]),
    });
    await stop();
  });

  it('that throws anything else is tried again, and its text is not kept', async () => {
    const { pass, add, sent, job, stop } = at({}, failing(new TypeError('https://host/secret')));
    await add('n1');
    await pass(1_000);
    expect(sent).toHaveLength(2);
    expect(JSON.stringify(await job('n1'))).toContain('An unexpected TypeError was thrown.');
    expect(JSON.stringify(await job('n1'))).not.toContain('secret');
    await stop();
  });

  it('keeps progress and handle of an attempt that failed', async () => {
    const works: Work<string>[] = [];
    const { pass, add, stop } = at({}, async work => {
      works.push(work);
      if (works.length === 1) throw failure('network', 'cut', { progress: { sent: 1 }, handle: 7 });
      return {};
    });
    await add('n1', { key: 'k' });
    await pass(1_000);
    expect(works[1]).toMatchObject({ attempt: 2, progress: { sent: 1 }, handle: 7 });
    await stop();
  });

  it('whose back-off throws is dead, and what failed is kept', async () => {
    const backoff = () => {
      throw new Error('broken');
    };
    const { add, job, kinds, stop } = at({ lanes: { a: { backoff } } }, always('network'));
    await add('n1');
    const attempts = [expect.objectContaining({ result: 'network', detail: 'It was network.' })];
    expect(await job('n1')).toMatchObject({ state: 'dead', reason: 'internal', attempts });
    expect(kinds()).toEqual(['attempt', 'dead internal']);
    await stop();
  });

  it('whose send answers nothing is done', async () => {
    const { pass, add, sent, job, stop } = at({}, async () => undefined as unknown as object);
    await add('n1');
    await pass(minute);
    expect(await job('n1')).toMatchObject({ state: 'done', attemptCount: 1 });
    expect(sent).toHaveLength(1);
    await stop();
  });

  it('a lane’s own back-off holds', async () => {
    const lanes = { a: { backoff: exponential({ maxAttempts: 2, initialMs: 10, jitter: 'none' }) } };
    const { pass, add, sent, stop } = at({ lanes }, always('network'));
    await add('n1');
    await pass(minute);
    expect(sent.map(({ at }) => at)).toEqual([0, 10]);
    await stop();
  });

  it('what the store ends by itself is told', async () => {
    const { pass, queue, events, stop } = at({});
    await queue.add([batch('n1', { lanes: ['removed'], ttlMs: 10 })]);
    await pass(1_000);
    expect(events).toEqual([{ kind: 'dead', lane: 'removed', id: 'n1:removed', reason: 'expired' }]);
    await stop();
  });
});

describe('a lane', () => {
  /** Calls that last until they are ended by name. */
  function held() {
    const ends = new Map<string, () => void>();
    const send: Sending = ({ id }) => new Promise(resolve => void ends.set(id, () => resolve({})));
    return { ends, send };
  }

  it('sends eight at once where nothing else is said', async () => {
    const { queue, pass, sent, stop } = at({}, held().send);
    await queue.add(batches(20, 'n'));
    await pass(0);
    expect(sent).toHaveLength(8);
    await stop(0);
  });

  it('refills a free place while its others wait', async () => {
    const { ends, send } = held();
    const { queue, pass, sent, stop } = at({ lanes: { a: { concurrency: 2 } } }, send);
    await queue.add(batches(4, 'n'));
    await pass(0);
    for (const id of ['n1:a', 'n2:a']) {
      ends.get(id)?.();
      await pass(0);
    }
    expect(sent.map(({ id }) => id)).toEqual(['n0:a', 'n1:a', 'n2:a', 'n3:a']);
    await stop(0);
  });

  it('that is closed costs nothing, however many wait in it', async () => {
    const wants: number[] = [];
    const wrap = (queue: Queue<string>) => ({
      claim: (...args: Parameters<typeof queue.claim>) => {
        wants.push(args[0].length);
        return queue.claim(...args);
      },
      settle: () => Promise.reject(new Error('nothing is settled')),
      extend: () => Promise.reject(new Error('nothing is leased')),
    });
    const shut: Gate = {
      take: async () => ({ granted: 0, waitMs: minute }),
      giveBack: async () => undefined,
      report: async () => undefined,
    };
    const { queue, pass, sent, stop } = at({ wrap, lanes: { a: { gates: [shut] } } });
    await queue.add(batches(10_000, 'n'));
    await pass(minute, 5_000);
    expect(sent).toEqual([]);
    expect(wants.filter(count => count > 0)).toEqual([]);
    // Once a second all the same: any claim ends what has expired.
    expect(wants.length).toBeLessThanOrEqual(62);
    expect((await queue.counts()).a).toMatchObject({ waiting: 10_000, leased: 0 });
    await stop();
  });

  it('that hangs costs the others nothing', async () => {
    const { send } = held();
    const { queue, pass, sent, stop } = at({ lanes: { a: {}, b: {} } }, work =>
      (work.channel === 'a' ? send : accept)(work, AbortSignal.abort()),
    );
    await queue.add(batches(100, 'n', { lanes: ['a', 'b'] }));
    await pass(0);
    expect(sent.filter(({ id }) => id.endsWith(':b'))).toHaveLength(100);
    await stop(0);
  });

  it('whose calls fail opens its breaker, tells so, and goes on when the probe succeeds', async () => {
    let healthy = false;
    const backoff = exponential({ maxAttempts: Infinity, initialMs: 1, maxMs: 1, jitter: 'none' });
    const { queue, pass, sent, events, stop } = at({ lanes: { a: { backoff } } }, (...args) =>
      (healthy ? accept : always('network'))(...args),
    );
    await queue.add(batches(30, 'n'));
    await pass(4_000);
    const before = sent.length;
    expect(before).toBeLessThan(40);
    healthy = true;
    await pass(minute);
    expect((await queue.counts()).a?.delivered).toBe(30);
    expect(events.filter(({ kind }) => kind.startsWith('lane'))).toMatchObject([
      { kind: 'lane_closed', lane: 'a', reason: 'circuit_open' },
      { kind: 'lane_opened', lane: 'a', reason: 'circuit_open' },
    ]);
    await stop();
  });

  it.each([
    ['unauthorized', undefined],
    ['misconfigured', undefined],
    ['unauthorized', false as const],
  ])(
    'that meets %s waits for a person, asks with one probe, and spends nothing (breaker %p)',
    async (code, breaker) => {
      const lane = { concurrency: 1, ...(breaker === false && { breaker }) };
      const { queue, pass, sent, kinds, job, stop } = at({ lanes: { a: lane } }, always(code));
      await queue.add(batches(10, 'n'));
      await pass(45 * minute);
      expect(sent.map(({ at }) => at)).toEqual([0, 15 * minute, 45 * minute]);
      expect(await job('n0')).toMatchObject({ state: 'waiting', reason: code, attemptCount: 0 });
      expect(kinds().filter(kind => kind.startsWith('lane'))).toEqual([`lane_closed ${code}`]);
      await stop();
    },
  );

  it('goes on at once when a person resumes it', async () => {
    const { queue, pass, kinds, stop } = at({ lanes: { a: { concurrency: 1 } } }, failing('unauthorized'));
    await queue.add(batches(10, 'n'));
    await pass(minute);
    await queue.resume('a');
    await pass(1_000);
    expect((await queue.counts()).a?.delivered).toBe(10);
    expect(kinds()).toContain('lane_opened unauthorized');
    await stop();
  });

  it('with its breaker off is not closed by failures', async () => {
    const backoff = exponential({ maxAttempts: Infinity, initialMs: 1, maxMs: 1, jitter: 'none' });
    const { queue, pass, sent, stop } = at({ lanes: { a: { backoff, breaker: false } } }, always('network'));
    await queue.add(batches(1, 'n'));
    await pass(100, 1);
    expect(sent).toHaveLength(101);
    await stop();
  });

  it.each([0, -86_400_000])(
    'that meets a 429 with a Retry-After of %d ms is asked once a second',
    async retryAfterMs => {
      const lanes = { a: { concurrency: 1 } };
      const { add, pass, sent, stop } = at({ lanes }, always('rate_limited', { retryAfterMs }));
      await add('n1');
      await pass(3_000);
      expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 3_000]);
      await stop();
    },
  );

  it('gives back unspent what another breaker refused', async () => {
    const { add, pass, sent, job, stop } = at({}, failing(failure('circuit_open', 'shut', { retryAfterMs: 7_000 })));
    await add('n1');
    expect(await job('n1')).toMatchObject({ reason: 'circuit_open', attemptCount: 0 });
    await pass(7_000);
    expect(sent).toHaveLength(2);
    await stop();
  });

  it('a 429 of a rate’s scope closes all lanes of that key, one of an unknown scope its own alone', async () => {
    const rate = { scope: ['botToken'], key: 'token', perSecond: 1_000 };
    for (const [scope, expected] of [
      [['botToken'], 0],
      [['chatId'], 5],
    ] as const) {
      const send: Sending = ({ channel }, signal) =>
        (channel === 'a' ? always('rate_limited', { scope, retryAfterMs: minute }) : accept)(
          {} as Work<string>,
          signal,
        );
      const { queue, pass, sent, stop } = at(
        { lanes: { a: { concurrency: 1, rates: [rate] }, b: { rates: [rate] } } },
        send,
      );
      await queue.add([batch('first')]);
      await pass(0);
      await queue.add(batches(5, 'n', { lanes: ['a', 'b'] }));
      await pass(30_000);
      expect(sent.filter(({ id }) => id.endsWith(':b'))).toHaveLength(expected);
      expect(sent.filter(({ id }) => id.endsWith(':a'))).toHaveLength(1);
      await stop();
    }
  });

  it('asks further gates too, and gives them back what it did not use', async () => {
    const given: number[] = [];
    const gate = {
      take: async (n: number) => ({ granted: Math.min(n, 3), waitMs: 1_000 }),
      giveBack: async (n: number) => void given.push(n),
      report: async () => undefined,
    };
    const { queue, pass, sent, stop } = at({ lanes: { a: { gates: [gate] } } });
    await queue.add(batches(1, 'n'));
    await pass(0);
    expect(sent).toHaveLength(1);
    expect(given).toContain(2);
    await stop();
  });

  it.each([0, 1.5, NaN])('a concurrency of %d is refused', concurrency => {
    const queue = memoryQueue<string>();
    expect(() => worker({ queue, send: accept, lanes: { a: { concurrency } } })).toThrow(
      `lane "a": concurrency is ${concurrency}; give a whole number of at least 1.`,
    );
  });
});

describe('leases', () => {
  const slow: Sending = () => new Promise(() => undefined);

  it('of attempts longer than a lease are extended', async () => {
    let end: () => void = () => undefined;
    const { add, pass, sent, job, stop } = at(
      { leaseMs: 1_000 },
      () => new Promise(resolve => (end = () => resolve({}))),
    );
    await add('n1');
    await pass(10_000);
    end();
    await pass(0);
    expect(sent).toHaveLength(1);
    expect(await job('n1')).toMatchObject({ state: 'done', attemptCount: 1 });
    await stop();
  });

  it('that are lost all the same end their attempt and free its place', async () => {
    const signals: AbortSignal[] = [];
    const wrap = () => ({ extend: async (claims: readonly unknown[]) => claims.map(() => false) });
    const { queue, pass, sent, stop } = at({ wrap, lanes: { a: { concurrency: 1 } } }, (work, signal) => {
      signals.push(signal);
      return slow(work, signal);
    });
    await queue.add(batches(2, 'n'));
    await pass(15_000);
    expect(signals[0]?.reason).toEqual(new Error('The lease was lost.'));
    expect(sent.map(({ id }) => id)).toEqual(['n0:a', 'n1:a']);
    await stop(0);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('away'))],
    ['is not known, of a partition that is away', async (claims: readonly unknown[]) => claims.map(() => undefined)],
  ])('survive an extension that %s, in an attempt of several leases', async (_, fail) => {
    let asked = 0;
    const wrap = (queue: Queue<string>) => ({
      extend: (...args: Parameters<typeof queue.extend>) => (asked++ % 2 === 0 ? fail(args[0]) : queue.extend(...args)),
    });
    let end: () => void = () => undefined;
    const { add, pass, sent, job, stop } = at(
      { wrap, leaseMs: 3_000, lanes: { a: { timeoutMs: 60_000 } } },
      () => new Promise(resolve => (end = () => resolve({}))),
    );
    await add('n1');
    await pass(20_000, 100);
    end();
    await pass(0);
    expect(sent).toHaveLength(1);
    expect(asked).toBe(20);
    expect(await job('n1')).toMatchObject({ state: 'done', attemptCount: 1 });
    await stop();
  });
});

describe('a store that is away', () => {
  const once = <A extends unknown[], R>(act: (...args: A) => Promise<R>) => {
    let failed = false;
    return async (...args: A) => {
      if (failed) return act(...args);
      failed = true;
      throw new Error('away');
    };
  };

  it('is asked again for claims, and the grants are given back meanwhile', async () => {
    const rates = [{ scope: [], key: 'k', perMinute: 6, burst: 1 }];
    const { add, pass, sent, stop } = at({ wrap: queue => ({ claim: once(queue.claim) }), lanes: { a: { rates } } });
    await add('n1');
    await pass(1_000);
    expect(sent).toEqual([{ id: 'n1:a', at: 1_000 }]);
    await stop();
  });

  it('is told of once, and once that it is back', async () => {
    const errors = [storeUnavailable('Redis does not answer.'), storeUnavailable('It is loading.'), new Error('x')];
    const wrap = (queue: Queue<string>) => ({
      claim: async (...args: Parameters<typeof queue.claim>) => {
        const error = errors.shift();
        if (error) throw error;
        return queue.claim(...args);
      },
    });
    const { pass, events, stop } = at({ wrap });
    await pass(10_000);
    const told = { reason: 'Redis does not answer.', since: 1_000_000 };
    expect(events).toEqual([
      { kind: 'store_away', ...told },
      { kind: 'store_back', ...told },
    ]);
    await stop();
  });

  it.each([
    [new TypeError('redis://user:password@host'), 'An unexpected TypeError was thrown.'],
    ['password', 'An unexpected string was thrown.'],
  ])('is told of without the text of an error that is not a driver’s own: %p', async (thrown, reason) => {
    const { pass, events, stop } = at({
      wrap: () => ({
        claim: async () => {
          throw thrown as Error;
        },
      }),
    });
    await pass(1_000);
    expect(events).toEqual([{ kind: 'store_away', reason, since: 1_000_000 }]);
    await stop();
  });

  it('in part holds up nothing of the rest', async () => {
    let away = true;
    const isAway = ({ claim }: { claim: { id: string } }) => away && claim.id === 'there:a';
    const wrap = (queue: Queue<string>) => ({
      settle: async (settlements: Parameters<typeof queue.settle>[0]) => {
        const kept = await queue.settle(settlements.filter(one => !isAway(one)));
        return settlements.map(one => (isAway(one) ? undefined : kept.shift()));
      },
    });
    const { pass, queue, kinds, job, stop } = at({ wrap, lanes: { a: { concurrency: 2 } } });
    await queue.add([batch('there'), ...batches(5, 'n')]);
    await pass(0);
    expect(await queue.counts()).toMatchObject({ a: { delivered: 5, leased: 1 } });
    away = false;
    await pass(1_000);
    expect(await job('there')).toMatchObject({ state: 'done', attemptCount: 1 });
    expect(kinds().filter(kind => kind === 'done')).toHaveLength(6);
    await stop();
  });

  it('is told again what was settled', async () => {
    const { add, pass, sent, job, stop } = at({ wrap: queue => ({ settle: once(queue.settle) }) });
    await add('n1');
    await pass(1_000);
    expect(await job('n1')).toMatchObject({ state: 'done' });
    expect(sent).toHaveLength(1);
    await stop();
  });

  it('is given up when the worker’s time is over', async () => {
    const wrap = () => ({ settle: () => Promise.reject(new Error('away')) });
    const { add, pass, kinds, stop } = at({ wrap });
    await add('n1');
    const stopped = expect(stop(500)).rejects.toThrow('away');
    await pass(2_000);
    await stopped;
    expect(kinds()).toEqual([]);
  });
});

describe('stop', () => {
  it('settles as sent what was sent, although the store was away until then', async () => {
    let away = true;
    const wrap = (queue: Queue<string>) => ({
      settle: (...args: Parameters<typeof queue.settle>) =>
        away ? Promise.reject(new Error('away')) : queue.settle(...args),
    });
    const { add, pass, sent, job, kinds, stop } = at({ wrap, lanes: { a: { concurrency: 2 } } }, ({ id }) =>
      id === 'hung:a' ? new Promise(() => undefined) : Promise.resolve({}),
    );
    await add('n1');
    await add('hung');
    const stopping = stop(500);
    await pass(400);
    away = false;
    await pass(100);
    await stopping;
    expect(sent).toHaveLength(2);
    expect(await job('n1')).toMatchObject({ state: 'done', attemptCount: 1 });
    expect(await job('hung')).toMatchObject({ state: 'waiting', reason: 'stopped', attemptCount: 0 });
    expect(kinds()).toEqual(['attempt', 'done']);
  });

  it('gives up a store that does not answer its last word', async () => {
    const wrap = () => ({ settle: () => new Promise<never>(() => undefined) });
    const { add, pass, stop } = at({ wrap });
    await add('n1');
    const stopped = expect(stop(0)).rejects.toThrow('no answer within 5000 ms');
    await pass(5_000);
    await stopped;
  });

  it('tells that a partition was away and its deliveries will repeat', async () => {
    const wrap = () => ({ settle: async (settlements: readonly unknown[]) => settlements.map(() => undefined) });
    const { add, pass, stop } = at({ wrap });
    await add('n1');
    const stopped = expect(stop(0)).rejects.toThrow(
      'A partition is away: what was on its way there will be sent again.',
    );
    await pass(0);
    await stopped;
  });

  it('leaves what it gives back to others at once', async () => {
    const { clock, queue, add, stop, pass } = at({}, () => new Promise(() => undefined));
    const others: string[] = [];
    await add('n1');
    await stop(0);
    const next = worker({ queue, clock, lanes: { a: {} }, send: async ({ id }) => (others.push(id), {}) });
    await pass(0);
    expect(others).toEqual(['n1:a']);
    await next.stop();
  });

  it('claims nothing although a gate answers only then', async () => {
    let answer: () => void = () => undefined;
    const given: number[] = [];
    const gate: Gate = {
      take: n => new Promise(resolve => (answer = () => resolve({ granted: n, waitMs: 0 }))),
      giveBack: async n => void given.push(n),
      report: async () => undefined,
    };
    const { add, pass, sent, stop } = at({ lanes: { a: { gates: [gate] } } });
    await add('n1');
    const stopping = stop();
    answer();
    await pass(0);
    await stopping;
    expect([sent, given]).toEqual([[], [8]]);
  });

  it('claims no more, and waits for what is on its way', async () => {
    let end: () => void = () => undefined;
    const { add, pass, sent, job, stop } = at(
      { lanes: { a: { concurrency: 1 } } },
      () => new Promise(resolve => (end = () => resolve({}))),
    );
    await add('n1');
    await add('n2');
    let stopped = false;
    const stopping = stop().then(() => (stopped = true));
    await pass(9_000);
    expect(stopped).toBe(false);
    end();
    await pass(0);
    await stopping;
    expect(sent).toHaveLength(1);
    expect([(await job('n1'))?.state, (await job('n2'))?.state]).toEqual(['done', 'waiting']);
  });

  it('past its grace aborts and gives back, unspent', async () => {
    const signals: AbortSignal[] = [];
    const { add, pass, job, kinds, stop } = at({}, (_, signal) => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    await add('n1');
    const stopping = stop(5_000);
    await pass(5_000);
    await stopping;
    expect(signals[0]?.reason).toEqual(new Error('The worker was stopped.'));
    expect(await job('n1')).toMatchObject({ state: 'waiting', reason: 'stopped', attemptCount: 0 });
    expect(kinds()).toEqual([]);
  });

  it('a second one with less grace cuts the first short', async () => {
    const { add, pass, job, stop } = at({}, () => new Promise(() => undefined));
    await add('n1');
    const first = stop(minute);
    await pass(0);
    await stop(0);
    await first;
    expect((await job('n1'))?.state).toBe('waiting');
  });

  it('while it waits is at once, and what is added then stays in the queue', async () => {
    const { clock, pass, queue, sent, running } = at({});
    await pass(minute);
    const adding = queue.add([batch('n1')]);
    await running[Symbol.asyncDispose]();
    await adding;
    await pass(minute);
    expect(sent.length + ((await queue.counts()).a?.waiting ?? 0)).toBe(1);
    expect(clock.pending()).toBe(0);
  });
});

it.each([[new Error('listener')], ['text']])(
  'what its listener throws becomes a warning and stops nothing: %s',
  async thrown => {
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const on = jest.fn().mockImplementationOnce(() => {
      throw thrown as Error;
    });
    const { add, job, stop } = at({ on });
    await add('n1');
    expect((await job('n1'))?.state).toBe('done');
    expect(warned.mock.calls).toEqual([[thrown]]);
    await stop();
    warned.mockRestore();
  },
);

it('an attempt that outlasts its lane’s time-out is cut a second later', async () => {
  jest.useFakeTimers();
  const queue = memoryQueue<string>();
  const running = worker({
    queue,
    send: () => new Promise<never>(() => undefined),
    lanes: { a: { timeoutMs: 100, backoff: () => 60_000 } },
  });
  await queue.add([batch('n1')]);
  await jest.advanceTimersByTimeAsync(2_200);
  expect((await queue.get('n1'))?.jobs[0]).toMatchObject({ reason: 'timeout', attemptCount: 1 });
  await running.stop(0);
  jest.useRealTimers();
});

it('a lease of no length is refused', () => {
  const options = { queue: memoryQueue<string>(), send: accept, lanes: {}, leaseMs: 0 };
  expect(() => worker(options)).toThrow('worker: leaseMs is 0; give a number above 0.');
});
