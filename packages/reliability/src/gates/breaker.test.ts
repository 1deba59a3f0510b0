import { fakeClock } from '@helix/testutil';
import { breaker, failure, memoryQueue, type BreakerOptions, type Result } from '../index.js';

const minute = 60_000;
const ok: Result = { durationMs: 0 };
const failed = (code: string): Result => ({ durationMs: 0, failure: failure(code, 'x') });
const times = (count: number, result: Result) => Array.from({ length: count }, () => result);

function open(options: BreakerOptions = {}) {
  const clock = fakeClock(1_000_000);
  return { clock, gate: breaker(options, { clock }) };
}
/** One that has just opened. */
async function opened(code = 'server_error') {
  const made = open();
  await made.gate.report(times(20, failed(code)));
  return made;
}

it('grants all that is asked while it is closed', async () => {
  const { gate } = open();
  expect(await gate.take(100)).toEqual({ granted: 100, waitMs: 0 });
  expect(await gate.state()).toEqual({ state: 'closed' });
});

it.each([
  ['half of 20 calls fail', [...times(10, failed('network')), ...times(10, ok)], 'open'],
  ['fewer than half fail', [...times(9, failed('network')), ...times(11, ok)], 'closed'],
  ['all of 19 calls fail', times(19, failed('timeout')), 'closed'],
  ['most calls are slow, though they succeed', [...times(16, { durationMs: 5_001 }), ...times(4, ok)], 'open'],
  ['some calls are slow', [...times(15, { durationMs: 5_001 }), ...times(5, ok)], 'closed'],
  ['the content was refused', times(30, failed('invalid_request')), 'closed'],
  ['the provider said 429', times(30, failed('rate_limited')), 'closed'],
  ['one call was unauthorized', [failed('unauthorized')], 'open'],
  ['one call was misconfigured', [failed('misconfigured')], 'open'],
])('when %s: %#', async (_, results, expected) => {
  const { gate } = open();
  await gate.report(results);
  expect((await gate.state()).state).toBe(expected);
});

it('forgets what lies before its window', async () => {
  const { clock, gate } = open();
  await gate.report(times(15, failed('network')));
  await clock.advance(30_000);
  await gate.report(times(15, failed('network')));
  expect((await gate.state()).state).toBe('closed');
  await clock.advance(15_000);
  await gate.report(times(5, failed('network')));
  expect((await gate.state()).state).toBe('open');
});

it('while it is open it grants nothing and tells how long', async () => {
  const { clock, gate } = await opened();
  expect(await gate.take(5)).toEqual({ granted: 0, waitMs: 5_000 });
  await clock.advance(4_999);
  expect(await gate.take(5)).toEqual({ granted: 0, waitMs: 1 });
  expect(await gate.state()).toMatchObject({ state: 'open', reason: 'circuit_open' });
});

it('then it lets one probe through', async () => {
  const { clock, gate } = await opened();
  await clock.advance(5_000);
  expect((await gate.state()).state).toBe('half_open');
  expect((await gate.take(5)).granted).toBe(1);
  expect((await gate.take(5)).granted).toBe(0);
});

it('closes when the probe is answered, be it with a refusal of the content', async () => {
  for (const answer of [ok, failed('invalid_request'), failed('not_found')]) {
    const { clock, gate } = await opened();
    await clock.advance(5_000);
    await gate.take(1);
    await gate.report([answer]);
    expect((await gate.take(50)).granted).toBe(50);
  }
});

it('opens for twice as long each time the probe fails, up to two minutes', async () => {
  const { clock, gate } = await opened();
  for (const waitMs of [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
    expect((await gate.take(1)).waitMs).toBe(waitMs);
    await clock.advance(waitMs);
    await gate.take(1);
    await gate.report([failed('network')]);
  }
});

it('asks a person’s trouble again after 15 minutes, then twice as long up to 6 hours', async () => {
  const { clock, gate } = open();
  await gate.report([failed('unauthorized')]);
  expect(await gate.state()).toMatchObject({ reason: 'unauthorized', since: 1_000_000 });
  for (const minutes of [15, 30, 60, 120, 240, 360, 360]) {
    expect((await gate.take(1)).waitMs).toBe(minutes * minute);
    await clock.advance(minutes * minute);
    await gate.take(1);
    await gate.report([failed('unauthorized')]);
  }
  expect(await gate.state()).toMatchObject({ reason: 'unauthorized', since: 1_000_000 });
});

it('begins anew where the probe fails for another reason', async () => {
  const { clock, gate } = open();
  await gate.report([failed('unauthorized')]);
  await clock.advance(15 * minute);
  await gate.take(1);
  await gate.report([failed('network')]);
  expect((await gate.take(1)).waitMs).toBe(5_000);
});

it.each(['rate_limited', 'circuit_open', 'cancelled'])('%s is no answer: it frees the probe', async code => {
  const { clock, gate } = await opened();
  await clock.advance(5_000);
  await gate.take(1);
  await gate.report([failed(code)]);
  expect((await gate.take(1)).granted).toBe(1);
});

it('a probe that was given back can be taken again', async () => {
  const { clock, gate } = await opened();
  await clock.advance(5_000);
  await gate.take(1);
  await gate.giveBack(0);
  expect((await gate.take(1)).granted).toBe(0);
  await gate.giveBack(1);
  expect((await gate.take(1)).granted).toBe(1);
});

it('a probe that never reports is taken for lost after a minute', async () => {
  const { clock, gate } = await opened();
  await clock.advance(5_000);
  await gate.take(1);
  await clock.advance(minute);
  expect((await gate.take(1)).granted).toBe(1);
});

it('what began before it opened neither closes nor prolongs it', async () => {
  const { gate } = await opened();
  await gate.report([ok, ...times(20, failed('network')), failed('unauthorized')]);
  expect(await gate.take(1)).toEqual({ granted: 0, waitMs: 5_000 });
});

it.each([
  ['before the opening', 5_001],
  ['while it was open', 1],
])('what began %s is not taken for the probe’s answer, nor does it free the probe', async (_, durationMs) => {
  const { clock, gate } = await opened();
  const { until } = await gate.state();
  await clock.advance(5_000);
  await gate.take(1);
  for (const result of [ok, failed('network'), failed('unauthorized'), failed('rate_limited')]) {
    await gate.report([{ ...result, durationMs }]);
    expect(await gate.state()).toMatchObject({ state: 'half_open', until });
    expect((await gate.take(1)).granted).toBe(0);
  }
  await gate.report([ok]);
  expect((await gate.take(5)).granted).toBe(5);
});

it('a reset closes it at once', async () => {
  const { gate } = await opened();
  await gate.reset();
  expect((await gate.take(5)).granted).toBe(5);
  await gate.report(times(10, failed('network')));
  expect((await gate.state()).state).toBe('closed');
});

describe('with the records of a queue', () => {
  function two() {
    const clock = fakeClock(1_000_000);
    const queue = memoryQueue({ clock });
    const make = () => breaker({ name: 'slack', records: queue.records }, { clock });
    return { clock, queue, one: make(), other: make() };
  }

  it('what one sees opens the others within a second', async () => {
    const { clock, one, other } = two();
    await other.take(1);
    await one.report([failed('unauthorized')]);
    await clock.advance(1_000);
    expect((await other.take(1)).granted).toBe(0);
  });

  it('one probe goes for all, and its answer closes all', async () => {
    const { clock, one, other } = two();
    await one.report([failed('unauthorized')]);
    await clock.advance(15 * minute);
    expect([(await one.take(1)).granted, (await other.take(1)).granted]).toEqual([1, 0]);
    await other.giveBack(1);
    expect((await other.take(1)).granted).toBe(0);
    await one.report([ok]);
    expect((await other.take(5)).granted).toBe(5);
  });

  it('an opening outlives its process', async () => {
    const { clock, queue, one } = two();
    await one.report([failed('misconfigured')]);
    const restarted = breaker({ name: 'slack', records: queue.records }, { clock });
    expect(await restarted.state()).toMatchObject({ state: 'open', reason: 'misconfigured' });
  });

  it('resuming the lane of its name resets it', async () => {
    const { queue, one } = two();
    await one.report([failed('unauthorized')]);
    await queue.resume('slack');
    expect((await one.take(5)).granted).toBe(5);
  });
});

it.each(['windowMs', 'minCalls', 'failureRatio', 'slowMs', 'slowRatio', 'openMs', 'maxOpenMs'])(
  'a bad %s is refused',
  option => {
    const message = `breaker "default": ${option} is 0; give a number above 0.`;
    expect(() => breaker({ [option]: 0 })).toThrow(new RangeError(message));
  },
);
