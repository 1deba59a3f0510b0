/** Those who wait for a lane to have something. */
export interface Hints {
  /** From when it is called on nothing is missed: `signal` aborts as soon as one of the lanes may have something. */
  expect(lanes: readonly string[], signal: AbortSignal): Expecting;
  wake(lanes: readonly string[]): void;
  wakeAll(): void;
}

export interface Expecting {
  readonly signal: AbortSignal;
  end(): void;
}

// An abort without a reason makes a DOMException with its stack: dear where it is no error but the usual way.
const wakeUp = 'wake up';

export function hints(): Hints {
  const expecting = new Map<AbortController, ReadonlySet<string>>();
  return {
    expect(lanes, signal) {
      const woken = new AbortController();
      const leave = () => woken.abort(wakeUp);
      expecting.set(woken, new Set(lanes));
      signal.addEventListener('abort', leave);
      return {
        signal: woken.signal,
        end() {
          expecting.delete(woken);
          signal.removeEventListener('abort', leave);
        },
      };
    },
    wake(lanes) {
      for (const [woken, wanted] of expecting) if (lanes.some(lane => wanted.has(lane))) woken.abort(wakeUp);
    },
    wakeAll() {
      for (const woken of expecting.keys()) woken.abort(wakeUp);
    },
  };
}
