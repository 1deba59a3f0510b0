import { refuseUnknown, refuseUnless } from '../../refuse.js';
import type { AddResult } from '../batch.js';
import { isBefore } from '../place.js';
import type { QueueOptions } from '../queue.js';
import type { Entry } from './item.js';
import { sorted, type Sorted } from './sorted.js';

/** What is stored, and what is remembered of what was. */
export interface Batches<T> {
  /** By acceptance. */
  readonly accepted: Sorted<Entry<T>>;
  get(id: string): Entry<T> | undefined;
  /** What a repeat of this id is answered; undefined where it is new. */
  answer(id: string, fingerprint: string, now: number): AddResult | undefined;
  add(entry: Entry<T>): void;
  finish(entry: Entry<T>, now: number): void;
  /** Lets go of what was kept long enough, in slices, so that no call pays for many. */
  tidy(now: number): void;
}

const idsKnownMs = 86_400_000;
const slice = 200;

export function batches<T>(retention: QueueOptions['retention'] = {}): Batches<T> {
  const { finishedMs = 86_400_000, maxFinished = 100_000 } = retention;
  refuseUnknown('memoryQueue retention', retention, ['finishedMs', 'maxFinished']);
  for (const [option, value] of Object.entries({ finishedMs, maxFinished })) {
    refuseUnless(value >= 0, 'memoryQueue', `retention.${option}`, value, 'a number of at least 0');
  }
  const entries = new Map<string, Entry<T>>();
  const accepted = sorted<Entry<T>>((a, b) => isBefore(placeOf(a), placeOf(b)));
  const finished = new Map<Entry<T>, number>();
  const remembered = new Map<string, { readonly fingerprint: string; readonly jobs: Known; readonly until: number }>();
  return {
    accepted,
    get: id => entries.get(id),
    answer,
    add,
    finish: (entry, now) => void finished.set(entry, now),
    tidy,
  };

  function answer(id: string, fingerprint: string, now: number): AddResult | undefined {
    const entry = entries.get(id);
    const known = entry
      ? { fingerprint: entry.batch.fingerprint, jobs: jobsOf(entry), until: Infinity }
      : remembered.get(id);
    if (!known || known.until <= now) return undefined;
    return known.fingerprint === fingerprint ? { id, stored: 'known', jobs: known.jobs } : { id, stored: 'conflict' };
  }

  function add(entry: Entry<T>) {
    entries.set(entry.batch.id, entry);
    accepted.add(entry);
  }

  function tidy(now: number) {
    for (const [entry, finishedAt] of first(finished, slice)) {
      if (finishedAt + finishedMs > now && finished.size <= maxFinished) break;
      forget(entry);
    }
    for (const [id, { until }] of first(remembered, slice)) if (until <= now) remembered.delete(id);
  }

  function forget(entry: Entry<T>) {
    const { batch, acceptedAt } = entry;
    finished.delete(entry);
    entries.delete(batch.id);
    accepted.remove(entry);
    remembered.set(batch.id, { fingerprint: batch.fingerprint, jobs: jobsOf(entry), until: acceptedAt + idsKnownMs });
  }
}

type Known = readonly { readonly id: string; readonly lane: string }[];

export function jobsOf<T>({ items }: Entry<T>): Known {
  return items.map(({ id, lane }) => ({ id, lane: lane.name }));
}

export function placeOf<T>({ acceptedAt, batch }: Entry<T>) {
  return { at: acceptedAt, id: batch.id };
}

function* first<K, V>(map: ReadonlyMap<K, V>, count: number): Generator<[K, V]> {
  let left = count;
  for (const pair of map) {
    if (left-- === 0) return;
    yield pair;
  }
}
