import type { Pause } from '../../queue.js';
import type { Job } from './job.js';
import type { Sql } from './sqlite.js';

/** A lane's counts and its pace: kept here while the store is open, and written by each commit that changed them. */
export interface Lane {
  readonly id: number;
  readonly name: string;
  readonly tally: Tally;
  paused: (Pause & { readonly since: number }) | undefined;
  /** Until when what was revived has taken its places. */
  revivedUntil: number;
  /** In the order of their claims. */
  readonly leased: Set<Job>;
  /** The only one that lost a lease and has another. */
  suspect: Job | undefined;
}

export interface Tally {
  waiting: number;
  retrying: number;
  dead: number;
  delivered: number;
  failed: number;
  suppressed: number;
  lastDeliveredAt: number | null;
  lastFailedAt: number | null;
}

export interface Lanes {
  load(): void;
  all(): Iterable<Lane>;
  find(name: string): Lane | undefined;
  /** Makes it where it is new. */
  get(name: string): Lane;
  of(row: { readonly lane: number }): Lane;
  changed(lane: Lane): void;
  save(): void;
}

interface LaneRow extends Tally {
  readonly id: number;
  readonly name: string;
  readonly paused: string | null;
  readonly revivedUntil: number;
}

const saveLane = `INSERT OR REPLACE INTO lane (id, name, paused, revivedUntil,
  waiting, retrying, dead, delivered, failed, suppressed, lastDeliveredAt, lastFailedAt)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function lanes(sql: Sql): Lanes {
  const byName = new Map<string, Lane>();
  const byId = new Map<number, Lane>();
  const dirty = new Set<Lane>();
  return {
    load,
    all: () => byName.values(),
    find: name => byName.get(name),
    get: name => byName.get(name) ?? make(name),
    of: row => byId.get(row.lane) ?? missing(row.lane),
    changed: lane => void dirty.add(lane),
    save,
  };

  function load() {
    for (const kept of [byName, byId, dirty]) kept.clear();
    for (const row of sql('SELECT * FROM lane').all() as LaneRow[]) keep(toLane(row));
  }

  function make(name: string): Lane {
    const tally = { waiting: 0, retrying: 0, dead: 0, delivered: 0, failed: 0, suppressed: 0 };
    const times = { revivedUntil: 0, lastDeliveredAt: null, lastFailedAt: null };
    const lane = toLane({ id: byId.size + 1, name, paused: null, ...tally, ...times });
    dirty.add(lane);
    return keep(lane);
  }

  function keep(lane: Lane): Lane {
    byName.set(lane.name, lane);
    byId.set(lane.id, lane);
    return lane;
  }

  function save() {
    for (const { id, name, paused, revivedUntil, tally } of dirty) {
      const { waiting, retrying, dead, delivered, failed, suppressed, lastDeliveredAt, lastFailedAt } = tally;
      const counts = [waiting, retrying, dead, delivered, failed, suppressed, lastDeliveredAt, lastFailedAt];
      sql(saveLane).run(id, name, paused ? JSON.stringify(paused) : null, revivedUntil, ...counts);
    }
    dirty.clear();
  }
}

function missing(id: number): never {
  throw new Error(`Lane ${id} is not in the store.`);
}

function toLane({ id, name, paused, revivedUntil, ...tally }: LaneRow): Lane {
  return {
    id,
    name,
    tally,
    paused: paused === null ? undefined : (JSON.parse(paused) as Lane['paused']),
    revivedUntil,
    leased: new Set(),
    suspect: undefined,
  };
}

export function pauseOf({ paused }: Lane, now: number): Lane['paused'] {
  return paused && (paused.until ?? Infinity) > now ? paused : undefined;
}
