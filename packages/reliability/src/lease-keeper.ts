import { sleep, type Clock } from './clock.js';
import type { Flight, Flights } from './flights.js';
import type { Queue } from './queue/queue.js';

// So that one extension that fails costs no lease.
const partsOfLease = 3;

interface Keeping<T> {
  readonly queue: Pick<Queue<T>, 'extend'>;
  readonly flights: Flights<T>;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly over: AbortSignal;
}

/** Extends the leases of what is on its way, each third of one; a lease that was lost all the same ends its attempt. */
export async function keepLeases<T>(keeping: Keeping<T>): Promise<void> {
  const { flights, clock, leaseMs, over } = keeping;
  for (;;) {
    await sleep(leaseMs / partsOfLease, over, { clock, keepAlive: false });
    if (over.aborted) return;
    const airborne = flights.list();
    const kept = airborne.length > 0 ? await extend(airborne, keeping) : [];
    for (const [place, flight] of airborne.entries()) {
      if (kept[place] === false) flights.abandon(flight, new Error('The lease was lost.'));
    }
  }
}

/** A store that is away tells nothing about the leases: they are asked for again a third later. */
async function extend<T>(airborne: readonly Flight<T>[], { queue, leaseMs }: Keeping<T>) {
  const claims = airborne.map(({ claim }) => claim);
  return queue.extend(claims, leaseMs).catch(() => []);
}
