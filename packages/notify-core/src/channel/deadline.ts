import type { Abortable } from '../http/exchange.js';
import type { OnAbort } from './abort-listeners.js';

/** 24.8 days. Node fires a longer timer at once. */
export const longestTimerMs = 2 ** 31 - 1;

export interface Deadline extends Abortable {
  /** Made when it is asked for: a real signal costs as much as rendering a message, and HTTP does without. */
  readonly signal: AbortSignal;
  /** Frees its timer and its listener. */
  clear(): void;
}

/** Aborts with the outer signal, or with a TimeoutError after `ms`. */
export function deadline(outer: AbortSignal, ms: number, onAbort: OnAbort): Deadline {
  const listeners = new Set<() => void>();
  let controller: AbortController | undefined;
  const self = {
    aborted: false,
    reason: undefined as unknown,
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
    get signal() {
      controller ??= new AbortController();
      if (self.aborted) controller.abort(self.reason);
      return controller.signal;
    },
    clear() {
      clearTimeout(timer);
      stopListening();
    },
  };
  const abort = (reason: unknown) => {
    if (self.aborted) return;
    Object.assign(self, { aborted: true, reason });
    for (const listener of listeners) listener();
    controller?.abort(reason);
  };
  const forward = () => abort(outer.reason);
  const timer = setTimeout(
    () => abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')),
    Math.min(ms, longestTimerMs),
  );
  const stopListening = onAbort(outer, forward);
  if (outer.aborted) forward();
  return self;
}
