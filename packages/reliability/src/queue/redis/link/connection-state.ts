import { performance } from 'node:perf_hooks';
import type { Client } from './client.js';
import { reasonOf } from './errors.js';

/** A connected client, and what its server allows to do with it. */
export interface Ready<T> {
  readonly client: Client;
  readonly use: T;
}

/** What is known of a connection, for those who wait for it. */
export interface ConnectionState<T> {
  /** Waits for as long as it takes; rejects with the reason of the end. */
  ready(): Promise<Ready<T>>;
  /** For how long it has been away; 0 while it is not. */
  awayMs(): number;
  /** Why it is, or last was. */
  reason(): string;
  wasUp(): boolean;
  up(now: Ready<T>): void;
  away(): void;
  tell(thrown: unknown): void;
  end(reason: Error): void;
  /** Aborts at the end. */
  readonly ended: AbortSignal;
}

export function connectionState<T>(): ConnectionState<T> {
  const ended = new AbortController();
  let current: Ready<T> | undefined;
  let wasUp = false;
  let awaySince = performance.now();
  let why = 'it is not connected yet';
  let fatal: Error | undefined;
  let change = deferred();
  return { ready, awayMs, reason: () => why, wasUp: () => wasUp, up, away, tell, end, ended: ended.signal };

  async function ready() {
    while (current?.client.status !== 'ready') {
      if (fatal) throw fatal;
      await change.promise;
    }
    return current;
  }

  function awayMs() {
    return current ? 0 : performance.now() - awaySince;
  }

  function up(now: Ready<T>) {
    current = now;
    wasUp = true;
    changed();
  }

  function away() {
    if (current) awaySince = performance.now();
    current = undefined;
  }

  function tell(thrown: unknown) {
    why = reasonOf(thrown);
  }

  function end(reason: Error) {
    fatal ??= reason;
    current = undefined;
    ended.abort('closed');
    changed();
  }

  function changed() {
    change.resolve();
    change = deferred();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>(done => (resolve = done));
  return { promise, resolve };
}
