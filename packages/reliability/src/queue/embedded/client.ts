import { storeUnavailable } from '../unavailable.js';
import { life, type LifeOptions } from './life.js';
import { openCalls } from './open-calls.js';
import type { Call, Message, Notice, Reply } from './protocol.js';
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

export interface ClientOptions extends LifeOptions {
  readonly onReply: (reply: Reply) => void;
}

export interface Client {
  /** All calls of one turn of the event loop travel together; each resolves when what it wrote is on the disk. */
  ask<V extends keyof Verbs>(verb: V, ...args: Parameters<Verbs[V]>): Promise<ReturnType<Verbs[V]>>;
  now(): number;
  ready(): Promise<void>;
  close(): Promise<void>;
}

export function client(link: Link, { onReply, ...options }: ClientOptions): Client {
  const open = openCalls();
  const store = life(options);
  let calls: Call[] = [];
  link.on('message', hear);
  link.on('error', fail);
  return { ask, now: store.now, ready: store.ready, close };

  function ask<V extends keyof Verbs>(verb: V, ...args: Parameters<Verbs[V]>) {
    if (store.ended) return Promise.reject(storeUnavailable(store.ended.message));
    const { number, answered } = open.open<ReturnType<Verbs[V]>>();
    link.ref();
    if (calls.push({ number, verb, args }) === 1) queueMicrotask(send);
    return answered;
  }

  /** Until the store is open it waits here: only then the time is known that must not be run behind. */
  function send() {
    if (!store.isOpen || calls.length === 0) return;
    link.postMessage({ now: store.now(), calls });
    calls = [];
  }

  function hear(notice: Notice) {
    if (notice.kind === 'failed') return fail(new Error(notice.message));
    if (notice.kind === 'opened') store.opened(notice.latest);
    else if (notice.kind === 'reply') open.answer(notice.answers);
    else store.closed();
    if (open.size === 0) link.unref();
    if (notice.kind === 'opened') send();
    if (notice.kind === 'reply') onReply(notice);
  }

  function fail(error: Error) {
    store.failed(error);
    open.reject(error.message);
    link.unref();
  }

  function close() {
    return store.close(() => {
      send();
      link.ref();
      link.postMessage('close');
    });
  }
}
