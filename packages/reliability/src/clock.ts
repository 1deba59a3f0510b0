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
  const { clock = systemClock, keepAlive = true } = options;
  // A clock may answer an abort with a rejection: for us both mean that the wait is over.
  if (clock.sleep) return clock.sleep(ms, signal).catch(() => undefined);
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, Math.min(ms, maxTimerMs));
    if (!keepAlive) timer.unref();
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
