import { createEvent, createEventBus, type BusEvent, type EventBusOptions } from './index.js';

const an = (type: string): BusEvent => createEvent(type, {}, { source: 'test' });

/** A bus whose handlers publish each next type; answers how often they ran, and what was refused. */
async function loop(options: EventBusOptions, types: readonly string[], pause: () => Promise<void> | undefined) {
  const refusals: string[] = [];
  const bus = createEventBus<Record<string, object>>({ ...options, onError: error => refusals.push(error.message) });
  let runs = 0;
  for (const [index, type] of types.entries()) {
    bus.subscribe(type, async () => {
      runs += 1;
      const paused = pause();
      if (paused !== undefined) await paused;
      if (runs < 100) void bus.publish(an(types[(index + 1) % types.length]!));
    });
  }
  await bus.publish(an(types[0]!));
  await bus.drain();
  return { runs, refusals };
}

const atOnce = () => undefined;
const afterAwait = () => Promise.resolve();
const afterTimer = () => new Promise<void>(resolve => setImmediate(resolve));
const alphabet = 'a b c d e f g h i j k l m n o p q r s t u'.split(' ');

describe.each(['sync', 'async'] as const)('re-publishing in %s mode', mode => {
  it.each([
    [['a'], 'a → a'],
    [['a', 'b', 'c'], 'c → a → b → c'],
    [alphabet, alphabet.slice(0, 18).join(' → ')],
  ])('ends at 16 hops, and says what loop it saw: %j', async (types, trail) => {
    const { runs, refusals } = await loop({ mode }, types, atOnce);
    expect({ runs, refusals }).toEqual({ runs: 17, refusals: [expect.stringContaining(`: ${trail}. `)] });
  });

  it.each([
    ['a promise', afterAwait],
    ['a timer', afterTimer],
  ])('past %s ends only with followAsync', async (_, pause) => {
    expect((await loop({ mode, followAsync: true }, ['a', 'b'], pause)).runs).toBe(17);
    expect((await loop({ mode }, ['a', 'b'], pause)).runs).toBe(100);
  });

  it('does not count events that follow from nothing', async () => {
    const bus = createEventBus<Record<string, object>>({ mode, followAsync: true });
    let runs = 0;
    bus.subscribe('a', () => void (runs += 1));
    for (let number = 0; number < 50; number += 1) await bus.publish(an('a'));
    await bus.drain();
    expect(runs).toBe(50);
  });
});

it('a loop that is awaited in sync mode fails the first publish with the one refusal', async () => {
  const bus = createEventBus<Record<string, object>>({ mode: 'sync', onError: () => undefined });
  bus.subscribe('a', () => bus.publish(an('a')));
  await expect(bus.publish(an('a'))).rejects.toMatchObject({
    errors: [{ message: expect.stringContaining('after 16 hops') }],
  });
});
