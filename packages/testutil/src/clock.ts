/** Time that passes only when a test says so. */
export interface FakeClock {
  /** Virtual milliseconds. */
  now(): number;
  /** Lets `ms` pass: wakes due sleepers in the order of their times, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Resolves when `ms` have passed; rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How many are asleep. */
  pending(): number;
}

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

// A turn of the event loop comes after every promise that can settle without I/O, however long the chain.
const settle = () => new Promise<void>(resolve => setImmediate(resolve));

/** A clock that stands still at `start` (milliseconds, 0) until it is advanced. */
export function fakeClock(start = 0): FakeClock {
  const sleepers = new Set<Sleeper>();
  let now = start;

  function nextDue(until: number): Sleeper | undefined {
    const due = [...sleepers].filter(sleeper => sleeper.dueAt <= until);
    return due.sort((a, b) => a.dueAt - b.dueAt)[0];
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    await settle();
    for (let next = nextDue(end); next; next = nextDue(end)) {
      now = Math.max(now, next.dueAt);
      next.wake();
      await settle();
    }
    now = end;
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { dueAt: now + ms, wake: () => end(resolve) };
      const abort = () => end(() => reject(signal?.reason as Error));
      function end(settled: () => void): void {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
        settled();
      }
      sleepers.add(sleeper);
      signal?.addEventListener('abort', abort);
      if (signal?.aborted) abort();
    });
  }

  return { now: () => now, advance, sleep, pending: () => sleepers.size };
}
