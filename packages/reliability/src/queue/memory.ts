import { systemClock } from '../clock.js';
import { breakerKeys } from '../gates/breaker-state.js';
import { sharedLimiters } from '../gates/shared-limiters.js';
import { promised } from '../promised.js';
import { adding } from './memory/add.js';
import { placeOf } from './memory/batches.js';
import { claiming } from './memory/claim.js';
import { deadLetters } from './memory/dead.js';
import { toStored } from './memory/item.js';
import { countsOf } from './memory/lane-state.js';
import { page } from './memory/page.js';
import { settling } from './memory/settle.js';
import { memoryStore, type Store } from './memory/store.js';
import { waiting } from './memory/waiting.js';
import type { Queue, QueueOptions } from './queue.js';
import { memoryRecords } from './records.js';

/** A queue in this process: what it holds is lost when the process ends. It keeps a script alive while somebody waits for what it holds. */
export function memoryQueue<T>(options: QueueOptions = {}): Queue<T> {
  const { clock = systemClock } = options;
  const store = memoryStore<T>(options);
  const records = memoryRecords(clock);
  const add = adding(store);
  const { settle, extend } = settling(store);
  const close = promised(() => {
    store.closed = true;
    store.waiters.wakeAll();
  });
  return {
    ready: () => Promise.resolve(),
    add: promised(batches => tidied(add(batches))),
    claim: promised(claiming(store)),
    settle: promised(settlements => tidied(settle(settlements))),
    extend: promised(extend),
    wait: waiting(store),
    ...reading(store),
    ...deadLetters(store),
    pause: promised((lane, why) => {
      store.lane(lane).paused = { ...why, since: store.now() };
    }),
    async resume(lane) {
      store.lane(lane).paused = undefined;
      for (const key of breakerKeys(lane)) await records.delete(key);
      store.waiters.wake(lane);
    },
    limiter: sharedLimiters(clock),
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

function reading<T>(store: Store<T>): Pick<Queue<T>, 'get' | 'list' | 'counts'> {
  return {
    get: promised(id => {
      const entry = store.batches.get(id);
      return entry && toStored(entry);
    }),
    list: promised(query => {
      const { since = -Infinity } = query;
      const { items, ...rest } = page(store.batches.accepted.items, placeOf, query, entry => entry.acceptedAt >= since);
      return { ...rest, items: items.map(toStored) };
    }),
    counts: promised(() =>
      Object.fromEntries([...store.lanes].map(([name, lane]) => [name, countsOf(lane, store.now())])),
    ),
  };
}
