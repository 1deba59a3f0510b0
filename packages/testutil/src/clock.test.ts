import { fakeClock } from './clock.js';

describe('fakeClock', () => {
  it('stands still until it is advanced', async () => {
    const clock = fakeClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  it('wakes sleepers in the order of their times, each at its own time', async () => {
    const clock = fakeClock();
    const woken: [string, number][] = [];
    const sleeps: [string, number][] = [
      ['late', 300],
      ['first', 100],
      ['second', 100],
      ['never', 301],
    ];
    for (const [name, ms] of sleeps) void clock.sleep(ms).then(() => woken.push([name, clock.now()]));
    await clock.advance(300);
    expect(woken).toEqual([
      ['first', 100],
      ['second', 100],
      ['late', 300],
    ]);
    expect(clock.pending()).toBe(1);
  });

  it('lets promises settle, so that a loop of sleeps runs in one advance', async () => {
    const clock = fakeClock();
    const beats: number[] = [];
    void (async () => {
      for (;;) {
        await Promise.resolve().then(() => clock.sleep(10));
        beats.push(clock.now());
      }
    })();
    await clock.advance(35);
    expect(beats).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
  });

  it('rejects with the reason of its signal and forgets the sleeper', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const asleep = clock.sleep(10, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(asleep).rejects.toThrow('stopped');
    await expect(clock.sleep(10, stop.signal)).rejects.toThrow('stopped');
    expect(clock.pending()).toBe(0);
  });

  it('is not disturbed by a signal that aborts after the sleep', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const asleep = clock.sleep(10, stop.signal);
    await clock.advance(10);
    stop.abort();
    await expect(asleep).resolves.toBeUndefined();
  });
});
