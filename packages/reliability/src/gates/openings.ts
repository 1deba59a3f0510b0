import type { Clock } from '../clock.js';
import type { Records } from '../queue/records.js';
import { breakerKeys, type Opening } from './breaker-state.js';

/** A breaker's opening and its probe, as all who name the breaker share them. */
export interface Openings {
  read(): Promise<Opening | undefined>;
  write(opening: Opening): Promise<void>;
  clear(): Promise<void>;
  /** True for the one of all that may send the probe. */
  takeProbe(): Promise<boolean>;
  freeProbe(): Promise<void>;
  /** Whether the probe is ours. */
  readonly probing: boolean;
}

// After this a probe that never reported is taken for lost, and another may go.
const probeMs = 60_000;
// How old our knowledge of others' openings may be.
const recheckMs = 1_000;

export function openings(name: string, records: Records, clock: Clock): Openings {
  const [openingKey, probeKey] = breakerKeys(name);
  let known: Opening | undefined;
  let readAt = -Infinity;
  let probing = false;
  return {
    read,
    write,
    clear,
    takeProbe,
    freeProbe,
    get probing() {
      return probing;
    },
  };

  /** An opening is asked for each time, because people and others may end it; that there is none is believed for a second. */
  async function read() {
    const now = clock.now();
    if (!known && now < readAt + recheckMs) return undefined;
    readAt = now;
    known = (await records.get(openingKey)) as unknown as Opening | undefined;
    return known;
  }

  async function write(opening: Opening) {
    known = opening;
    await records.put(openingKey, { ...opening });
    await freeProbe();
  }

  async function clear() {
    known = undefined;
    await records.delete(openingKey);
    await freeProbe();
  }

  async function takeProbe() {
    const ours = await records.add(probeKey, true, { ttlMs: probeMs });
    probing ||= ours;
    return ours;
  }

  async function freeProbe() {
    probing = false;
    await records.delete(probeKey);
  }
}
