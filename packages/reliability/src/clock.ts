/** Time as this package reads it; tests pass their own. `sleep` ends early when the signal aborts. */
export interface Clock {
  now(): number;
  sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

export const systemClock: Clock = { now: () => Date.now() };

// setTimeout takes 32 bits: anything longer fires at once, and a long wait would become a hot loop.
export const maxTimerMs = 2 ** 31 - 1;

export interface SleepOptions {
  readonly clock?: Clock | undefined;
  /** False where an idle wait must not keep a script from ending. */
  readonly keepAlive?: boolean | undefined;
}

/** Resolves after `ms` or as soon as the signal aborts, and leaves neither a timer nor a listener behind. */
export async function sleep(ms: number, signal: AbortSignal, options: SleepOptions = {}): Promise<void> {
  if (signal.aborted || ms <= 0) return;
  await new Promise<void>(resolve => {
    const callOff = after(ms, end, options);
    signal.addEventListener('abort', end);
    function end() {
      callOff();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

/** Acts after `ms`, unless what it answers is called before. Without a signal: an abort costs 50 µs, a timer 2. */
export function after(ms: number, act: () => void, options: SleepOptions = {}): () => void {
  const { clock = systemClock, keepAlive = true } = options;
  if (clock.sleep) return afterVirtually(ms, act, clock.sleep);
  const timer = setTimeout(act, Math.min(ms, maxTimerMs));
  if (!keepAlive) timer.unref();
  return () => clearTimeout(timer);
}

function afterVirtually(ms: number, act: () => void, sleepVirtually: NonNullable<Clock['sleep']>): () => void {
  const off = new AbortController();
  // A clock may answer an abort with a rejection.
  void sleepVirtually(ms, off.signal).then(act, () => undefined);
  return () => off.abort('called off');
}
