import type { Clock } from '../../clock.js';
import { storeUnavailable } from '../unavailable.js';
import type { Call, Message, Notice, Reply } from './protocol.js';
import { steadyClock } from './steady-clock.js';
import type { Verbs } from './store/verbs.js';

/** The way to a store: a thread, or a port in tests. */
export interface Link {
  postMessage(message: Message): void;
  on(event: 'message', listener: (notice: Notice) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** It keeps the process alive, or no longer does. */
  ref(): void;
  unref(): void;
}

export interface ClientOptions {
  readonly clock: Clock;
  readonly onReply: (reply: Reply) => void;
  /** The store ended by itself after it had been open. */
  readonly onFatal: (error: Error) => void;
}

export interface Client {
  /** All calls of one turn of the event loop travel together; each resolves when what it wrote is on the disk. */
  ask<V extends keyof Verbs>(verb: V, ...args: Parameters<Verbs[V]>): Promise<ReturnType<Verbs[V]>>;
  now(): number;
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface Pending<A = unknown> {
  readonly resolve: (value: A) => void;
  readonly reject: (error: Error) => void;
}

export function client(link: Link, { clock, onReply, onFatal }: ClientOptions): Client {
  const pending = new Map<number, Pending>();
  const opening = deferred();
  const closing = deferred();
  let now: (() => number) | undefined;
  let ended: Error | undefined;
  let isFatal = false;
  let calls: Call[] = [];
  let last = 0;
  link.on('message', hear);
  link.on('error', fail);
  return {
    ask: (verb, ...args) => new Promise((resolve, reject) => ask({ number: ++last, verb, args }, { resolve, reject })),
    now: () => now?.() ?? clock.now(),
    ready: () => (isFatal ? Promise.reject(ended as Error) : opening.promise),
    close,
  };

  function ask(call: Call, { resolve, reject }: Pending<never>) {
    if (ended) return reject(storeUnavailable(ended.message));
    if (pending.size === 0) link.ref();
    pending.set(call.number, { resolve, reject } as Pending);
    calls.push(call);
    if (calls.length === 1) queueMicrotask(send);
  }

  /** Until the store is open it waits here: only then the time is known that must not be run behind. */
  function send() {
    if (!now || calls.length === 0) return;
    link.postMessage({ now: now(), calls });
    calls = [];
  }

  function hear(notice: Notice) {
    if (notice.kind === 'opened') opened(notice.latest);
    else if (notice.kind === 'reply') answer(notice);
    else if (notice.kind === 'failed') fail(new Error(notice.message));
    else closing.resolve();
  }

  function opened(latest: number) {
    now = steadyClock(clock, latest);
    opening.resolve();
    if (pending.size === 0) link.unref();
    send();
  }

  function answer(reply: Reply) {
    for (const { number, value, error } of reply.answers) {
      const asked = pending.get(number);
      pending.delete(number);
      if (error === undefined) asked?.resolve(value);
      else asked?.reject(storeUnavailable(error));
    }
    if (pending.size === 0) link.unref();
    onReply(reply);
  }

  function fail(error: Error) {
    isFatal ||= ended === undefined;
    ended ??= error;
    opening.reject(error);
    closing.resolve();
    for (const { reject } of pending.values()) reject(storeUnavailable(error.message));
    pending.clear();
    link.unref();
    if (isFatal && now) onFatal(error);
  }

  async function close() {
    if (!ended) {
      ended = new Error('The queue is closed; open it anew.');
      await opening.promise.catch(() => undefined);
      send();
      link.ref();
      link.postMessage('close');
    }
    await closing.promise;
    link.unref();
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

/** Whoever asks for the promise is told; nobody need ask. */
function deferred(): Deferred {
  let settle: Omit<Deferred, 'promise'> | undefined;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined);
  return { promise, resolve: () => settle?.resolve(), reject: error => settle?.reject(error) };
}
