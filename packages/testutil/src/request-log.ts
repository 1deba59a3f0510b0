import type { ReceivedRequest } from './received.js';

interface Waiter {
  readonly wanted: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface RequestLog {
  add(request: ReceivedRequest): void;
  readonly requests: () => readonly ReceivedRequest[];
  readonly count: () => number;
  readonly waitFor: (wanted: number, options?: { readonly timeoutMs?: number }) => Promise<readonly ReceivedRequest[]>;
  reset(): void;
  /** Rejects whoever still waits. */
  close(): void;
}

/** Keeps the last `keep` requests and counts all; `name` is told in errors. */
export function requestLog(name: string, keep: number): RequestLog {
  const kept: ReceivedRequest[] = [];
  const waiters = new Set<Waiter>();
  let count = 0;
  const requests = () => [...kept];
  const came = (wanted: number) => `${name} received ${count} of ${wanted} requests`;

  function add(request: ReceivedRequest): void {
    count += 1;
    kept.push(request);
    if (kept.length > keep) kept.shift();
    for (const waiter of waiters) if (count >= waiter.wanted) waiter.resolve();
  }

  async function waitFor(wanted: number, { timeoutMs = 5_000 } = {}): Promise<readonly ReceivedRequest[]> {
    if (count >= wanted) return requests();
    const { promise, resolve, reject } = deferred();
    const waiter = { wanted, resolve, reject };
    const timer = setTimeout(() => reject(new Error(`${came(wanted)} within ${timeoutMs} ms.`)), timeoutMs);
    waiters.add(waiter);
    try {
      await promise;
      return requests();
    } finally {
      clearTimeout(timer);
      waiters.delete(waiter);
    }
  }

  return {
    add,
    requests,
    count: () => count,
    waitFor,
    reset() {
      kept.length = 0;
      count = 0;
    },
    close() {
      for (const { wanted, reject } of waiters) reject(new Error(`${came(wanted)} before it was closed.`));
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void, reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
