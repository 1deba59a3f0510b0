import type { App } from '../app.js';
import type { Holds } from './delivery-shape.js';
import { ledgerEntry } from './entry.js';
import { holdOf, laneHealth } from './lane-health.js';

/** One notification as it stands, and what holds those of its deliveries that wait; undefined where it is not known. */
export async function findEntry(app: App, id: string) {
  const stored = await app.queue.get(id);
  if (!stored) return undefined;
  const lanes = stored.jobs.filter(({ state }) => state === 'waiting').map(({ lane }) => lane);
  const now = Date.now();
  return ledgerEntry(stored, now, lanes.length ? await holdsOn(app, lanes, now) : new Map());
}

async function holdsOn(app: App, lanes: readonly string[], now: number): Promise<Holds> {
  const counts = await app.queue.counts();
  const holds = await Promise.all(
    lanes.map(async lane => [lane, holdOf(await laneHealth(app, lane, counts), now)] as const),
  );
  return new Map(holds);
}
