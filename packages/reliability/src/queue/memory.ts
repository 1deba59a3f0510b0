import { systemClock } from '../clock.js';
import { breakerKeys } from '../gates/breaker-state.js';
import { limiter, type Limiter } from '../gates/limiter.js';
import { adding } from './memory/add.js';
import { placeOf } from './memory/batches.js';
import { claiming } from './memory/claim.js';
import { deadLetters } from './memory/dead.js';
import { toStored } from './memory/item.js';
import { countsOf, nextDueAt } from './memory/lane-state.js';
import { page } from './memory/page.js';
import { settling } from './memory/settle.js';
import { store as memoryStore } from './memory/store.js';
import type { Queue, QueueOptions } from './queue.js';
import { memoryRecords } from './records.js';

/** A queue in this process: what it holds is lost when the process ends. It keeps a script alive while somebody waits for what it holds. */
export function memoryQueue<T>(options: QueueOptions = {}): Queue<T> {
  const clock = options.clock ?? systemClock;
  const store = memoryStore<T>(options);
  const records = memoryRecords(clock);
  const limiters = new Map<string, Limiter>();
  const add = adding(store);
  const claim = claiming(store);
  const { settle, extend } = settling(store);
  const close = async () => {
    store.closed = true;
    store.waiters.wakeAll();
  };

  return {
    add: async batches => tidied(add(batches)),
    claim: async (wants, { leaseMs }) => (store.closed ? { claims: [], ended: [] } : claim(wants, { leaseMs })),
    settle: async settlements => tidied(settle(settlements)),
    extend: async (claims, leaseMs) => extend(claims, leaseMs),
    ...deadLetters(store),
    async wait(lanes, { waitMs, signal }) {
      const now = store.now();
      const dueAt = store.closed ? Infinity : Math.min(...lanes.map(name => nextDueAt(store.lane(name), now)));
      const ms = Math.min(waitMs, dueAt - now);
      const keepAlive = store.size > 0 && !store.closed;
      if (ms > 0 && !signal.aborted) await store.waiters.wait(lanes, ms, { signal, keepAlive });
    },
    async get(id) {
      const entry = store.batches.get(id);
      return entry && toStored(entry);
    },
    async list(query) {
      const { since = -Infinity } = query;
      const { items, ...rest } = page(store.batches.accepted.items, placeOf, query, entry => entry.acceptedAt >= since);
      return { ...rest, items: items.map(toStored) };
    },
    async counts() {
      return Object.fromEntries([...store.lanes].map(([name, lane]) => [name, countsOf(lane, store.now())]));
    },
    async pause(lane, why) {
      store.lane(lane).paused = { ...why, since: store.now() };
    },
    async resume(lane) {
      store.lane(lane).paused = undefined;
      for (const key of breakerKeys(lane)) await records.delete(key);
      store.waiters.wake(lane);
    },
    limiter(rate) {
      const known = limiters.get(rate.key);
      if (known) known.lower(rate);
      const shared = known ?? limiter(rate, { clock });
      limiters.set(rate.key, shared);
      return shared;
    },
    records,
    close,
    [Symbol.asyncDispose]: close,
  };

  function tidied<A>(answers: A): A {
    const now = store.now();
    store.batches.tidy(now);
    store.keys.tidy(now);
    return answers;
  }
}
