/** Listens to a signal; answers how to stop that. */
export type OnAbort = (signal: AbortSignal, listener: () => void) => () => void;

/**
 * One listener on a signal, however many sends wait for it: Node warns of a leak from eleven on, and to remove one of
 * many it walks through all.
 */
export function abortListeners(): OnAbort {
  const waiting = new WeakMap<AbortSignal, Set<() => void>>();
  return (signal, listener) => {
    const listeners = waiting.get(signal) ?? begin(signal);
    listeners.add(listener);
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) end(signal);
    };
  };

  function begin(signal: AbortSignal) {
    const listeners = new Set<() => void>();
    waiting.set(signal, listeners);
    signal.addEventListener('abort', tellAll);
    return listeners;
  }

  function end(signal: AbortSignal) {
    waiting.delete(signal);
    signal.removeEventListener('abort', tellAll);
  }

  function tellAll(this: AbortSignal) {
    for (const listener of waiting.get(this) ?? []) listener();
  }
}
