import type { Counts, Ended, Pause } from '../../queue.js';
import type { Place } from '../../place.js';
import type {
  Added,
  DeadSlice,
  DeadText,
  LeaseName,
  NewBatch,
  StoredClaim,
  StoredSettlement,
  StoredText,
  TextPage,
} from '../protocol.js';

export interface Slice {
  readonly count: number;
  /** Where the next slice begins, and before which deaths it ends: what dies meanwhile is not taken again and again. */
  readonly next?: Place;
  readonly until: number;
}

/** What a store can be asked. Each is done at once and whole; what it wrote is stored when the group's commit is. */
export interface Verbs {
  add(batches: readonly NewBatch[]): Added[];
  claim(
    wants: readonly { readonly lane: string; readonly limit: number }[],
    leaseMs: number,
  ): { readonly claims: readonly StoredClaim[]; readonly ended: readonly Ended[] };
  extend(leases: readonly LeaseName[], leaseMs: number): boolean[];
  settle(settlements: readonly StoredSettlement[]): boolean[];
  get(id: string): StoredText | undefined;
  list(query: { readonly since?: number; readonly from?: Place; readonly limit: number }): TextPage<StoredText>;
  dead(slice: DeadSlice): TextPage<DeadText>;
  revive(slice: DeadSlice, paceMs: number): Slice;
  drop(slice: DeadSlice): Slice;
  counts(): Readonly<Record<string, Counts>>;
  /** When one of these lanes may have something to claim. */
  nextDueAt(lanes: readonly string[]): number;
  pause(lane: string, why: Pause): void;
  resume(lane: string): void;
  getRecord(key: string): string | undefined;
  listRecords(prefix: string): readonly (readonly [string, string])[];
  putRecord(key: string, value: string, ttlMs: number): void;
  addRecord(key: string, value: string, ttlMs: number): boolean;
  deleteRecord(key: string): void;
}
