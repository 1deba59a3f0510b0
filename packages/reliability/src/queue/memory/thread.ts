import type { Json } from '../../json.js';
import { isDueBefore, ranks, type Item } from './item.js';
import type { LaneState } from './lane-state.js';
import { isOlder, never, newest, type Order } from './order.js';
import { sorted, type Sorted } from './sorted.js';

/** One key over all lanes. `unfinished`: its jobs that wait, are leased, or are dead letters. */
export interface ThreadKey<T> {
  readonly key: string;
  readonly lanes: Map<string, Thread<T>>;
  resolve: Order;
  unfinished: number;
  keptUntil: number;
}

/**
 * What one key has going on one lane. One of its jobs runs at a time, from its first claim until it is done or dead
 * (`holder`); of those that wait one stands for all in the lane's waiting set (`front`).
 */
export interface Thread<T> {
  readonly key: ThreadKey<T>;
  readonly lane: LaneState<T>;
  readonly waiting: Sorted<Item<T>>;
  readonly byRank: number[];
  holder?: Item<T> | undefined;
  front?: Item<T> | undefined;
  /** The newest firing or acknowledge added here, the newest of them that was claimed, the newest delivered, the newest resolve delivered. */
  opening: Order;
  tried: Order;
  delivered: Order;
  resolved: Order;
  handle?: Json | undefined;
}

export function threadKey<T>(key: string): ThreadKey<T> {
  return { key, lanes: new Map(), resolve: never, unfinished: 0, keptUntil: Infinity };
}

export function threadIn<T>(key: ThreadKey<T>, lane: LaneState<T>): Thread<T> {
  const known = key.lanes.get(lane.name);
  if (known) return known;
  const waiting = sorted<Item<T>>((a, b) => isOlder(a.entry.order, b.entry.order));
  const marks = { opening: never, tried: never, delivered: never, resolved: never };
  const thread: Thread<T> = { key, lane, waiting, byRank: ranks.map(() => 0), ...marks };
  key.lanes.set(lane.name, thread);
  return thread;
}

/** A thread is open while its newest firing or acknowledge is newer than the newest resolve that was delivered. */
export function isOpen<T>({ opening, resolved }: Thread<T>): boolean {
  return isOlder(resolved, opening);
}

/** What came before this is stale. */
export function floorOf<T>({ delivered, key }: Thread<T>): Order {
  return newest(delivered, key.resolve);
}

/** Why a job that waits, or is about to, goes nowhere. */
export function verdictOn<T>(item: Item<T>): 'stale' | 'never_opened' | undefined {
  const { thread, entry } = item;
  if (!thread) return undefined;
  if (isOlder(entry.order, floorOf(thread))) return 'stale';
  const cameAndWent = isOpen(thread) && isOlder(thread.opening, entry.order) && !isOlder(thread.resolved, thread.tried);
  return isResolve(item) && cameAndWent ? 'never_opened' : undefined;
}

export function isResolve<T>({ entry }: Item<T>): boolean {
  return entry.batch.thread?.status === 'resolved';
}

export function join<T>(thread: Thread<T>, item: Item<T>): void {
  thread.waiting.add(item);
  thread.byRank[item.rank] = (thread.byRank[item.rank] ?? 0) + 1;
}

export function leave<T>(thread: Thread<T>, item: Item<T>): void {
  if (thread.holder === item) thread.holder = undefined;
  else if (thread.waiting.remove(item)) thread.byRank[item.rank] = (thread.byRank[item.rank] ?? 0) - 1;
}

/** Puts the front into the waiting set of the highest priority that waits behind it, so that nothing urgent waits for a low one's turn. */
export function present<T>(thread: Thread<T>, now: number): void {
  thread.front?.ready?.remove(thread.front);
  thread.front = thread.holder ? undefined : (oldestDue(thread, now) ?? firstDue(thread));
  if (!thread.front) return;
  thread.front.ready = thread.lane.ready[thread.byRank.findIndex(count => count > 0)];
  thread.front.ready?.push(thread.front);
}

export function oldestDue<T>({ waiting }: Thread<T>, now: number): Item<T> | undefined {
  return waiting.items.find(item => item.dueAt <= now);
}

function firstDue<T>({ waiting: { items } }: Thread<T>): Item<T> | undefined {
  return items.reduce<Item<T> | undefined>(
    (first, item) => (first && isDueBefore(first, item) ? first : item),
    undefined,
  );
}
