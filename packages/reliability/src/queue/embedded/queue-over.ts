import type { Clock } from '../../clock.js';
import { sharedLimiters } from '../../gates/shared-limiters.js';
import type { Json } from '../../json.js';
import { refuseUnless } from '../../refuse.js';
import { parseCursor, toCursor, type Place } from '../place.js';
import type { DeadFilter, Page, Queue } from '../queue.js';
import type { Records } from '../records.js';
import { isStoreUnavailable } from '../unavailable.js';
import { client, type Client, type Link } from './client.js';
import {
  fromText,
  toAddResult,
  toClaim,
  toCounts,
  toDeadLetter,
  toLease,
  toNewBatch,
  toSettlement,
  toStored,
  toText,
} from './codec.js';
import { hints } from './hints.js';
import type { Added, DeadSlice } from './protocol.js';
import type { Slice } from './store/verbs.js';
import { waiting } from './waiting.js';

export interface QueueOverOptions {
  readonly clock: Clock;
  readonly onFatal: (error: Error) => void;
}

const unavailable: Added = { stored: 'refused', reason: 'unavailable' };

// What comes out of a structured clone may have another realm's prototypes, as in a test runner: `Array.from` and literals
// make it ours.

/** A queue whose store is at the other end of a link. */
export function queueOver<T>(link: Link, { clock, onFatal }: QueueOverOptions): Queue<T> {
  const hinting = hints();
  let held = 0;
  let closed = false;
  const store = client(link, { clock, onFatal, onReply });
  const { ask } = store;
  return {
    ready: store.ready,
    add,
    async claim(wants, { leaseMs }) {
      if (closed) return { claims: [], ended: [] };
      const { claims, ended } = await ask('claim', wants, leaseMs);
      return { claims: Array.from(claims, toClaim<T>), ended: Array.from(ended, one => ({ ...one })) };
    },
    settle: async settlements => Array.from(await ask('settle', settlements.map(toSettlement))),
    extend: async (claims, leaseMs) => Array.from(await ask('extend', claims.map(toLease), leaseMs)),
    wait: waiting(store, { clock, hints: hinting, isClosed: () => closed, held: () => held }),
    ...readingOf<T>(store),
    ...deadLettersOf<T>(store),
    pause: (lane, why) => ask('pause', lane, why),
    resume: lane => ask('resume', lane),
    limiter: sharedLimiters(clock),
    records: recordsOf(store),
    close,
    [Symbol.asyncDispose]: close,
  };

  function onReply(reply: { readonly woken: readonly string[]; readonly held: number }) {
    held = reply.held;
    hinting.wake(reply.woken);
  }

  async function add(batches: Parameters<Queue<T>['add']>[0]) {
    try {
      const added = await ask('add', batches.map(toNewBatch));
      return batches.map((batch, place) => toAddResult(batch, added[place] ?? unavailable));
    } catch (thrown) {
      if (!isStoreUnavailable(thrown)) throw thrown;
      return batches.map(batch => toAddResult(batch, unavailable));
    }
  }

  async function close() {
    closed = true;
    hinting.wakeAll();
    await store.close();
  }
}

function readingOf<T>({ ask }: Client): Pick<Queue<T>, 'get' | 'list' | 'counts'> {
  return {
    counts: async () =>
      Object.fromEntries(Object.entries(await ask('counts')).map(([lane, one]) => [lane, toCounts(one)])),
    async get(id) {
      const stored = await ask('get', id);
      return stored && toStored(stored);
    },
    async list({ since, cursor, limit }) {
      const { items, next } = await ask('list', { ...(since !== undefined && { since }), ...fromOf(cursor), limit });
      return page(Array.from(items, toStored<T>), next);
    },
  };
}

// So that no slice holds up what goes on beside it.
const slice = 200;

function deadLettersOf<T>({ ask }: Client): Pick<Queue<T>, 'dead' | 'revive' | 'drop'> {
  return {
    async dead({ cursor, ...query }) {
      const { items, next } = await ask('dead', { ...query, ...fromOf(cursor) });
      return page(Array.from(items, toDeadLetter<T>), next);
    },
    async revive(filter, { perSecond = Infinity } = {}) {
      refuseUnless(perSecond > 0, 'revive', 'perSecond', perSecond, 'a number above 0');
      return inSlices(filter, more => ask('revive', more, 1_000 / perSecond));
    },
    drop: filter => inSlices(filter, more => ask('drop', more)),
  };

  async function inSlices(filter: DeadFilter, act: (more: DeadSlice) => Promise<Slice>): Promise<number> {
    let total = 0;
    let more: DeadSlice | undefined = { ...filter, limit: slice };
    while (more) {
      const { count, next, until }: Slice = await act(more);
      total += count;
      more = next && { ...filter, until, from: next, limit: slice };
    }
    return total;
  }
}

function recordsOf({ ask }: Client): Records {
  return {
    get: async key => fromText(await ask('getRecord', key)) as Json | undefined,
    list: async prefix =>
      Array.from(await ask('listRecords', prefix), ([key, text]) => [key, JSON.parse(text) as Json] as const),
    put: (key, value, { ttlMs = Infinity } = {}) => ask('putRecord', key, toText(value), ttlMs),
    add: (key, value, { ttlMs = Infinity } = {}) => ask('addRecord', key, toText(value), ttlMs),
    delete: key => ask('deleteRecord', key),
  };
}

function fromOf(cursor: string | undefined): { readonly from?: Place } {
  return cursor === undefined ? {} : { from: parseCursor(cursor) };
}

function page<I>(items: readonly I[], next: Place | undefined): Page<I> {
  return next ? { items, cursor: toCursor(next) } : { items };
}
