/** Listens to a signal; answers how to stop that. */
export type OnAbort = (signal: AbortSignal, listener: () => void) => () => void;

interface Waiting {
  readonly listeners: Set<() => void>;
  readonly tell: () => void;
}

/**
 * One listener on a signal, however many sends wait for it: Node warns of a leak from eleven on, and to remove one of
 * many it walks through all.
 */
export function abortListeners(): OnAbort {
  const waiting = new WeakMap<AbortSignal, Waiting>();
  return (signal, listener) => {
    const all = waiting.get(signal) ?? begin(signal);
    all.listeners.add(listener);
    return () => {
      if (!all.listeners.delete(listener) || all.listeners.size > 0) return;
      waiting.delete(signal);
      signal.removeEventListener('abort', all.tell);
    };
  };

  function begin(signal: AbortSignal): Waiting {
    const listeners = new Set<() => void>();
    const all = { listeners, tell: () => listeners.forEach(one => one()) };
    waiting.set(signal, all);
    signal.addEventListener('abort', all.tell);
    return all;
  }
}
