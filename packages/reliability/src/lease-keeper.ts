import { sleep, type Clock } from './clock.js';
import type { Flights } from './flights.js';
import type { Queue } from './queue/queue.js';

/** Extends the leases of what is on its way at their half time; a lease that was lost all the same ends its attempt. */
export async function keepLeases<T>(options: {
  readonly queue: Pick<Queue<T>, 'extend'>;
  readonly flights: Flights<T>;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly over: AbortSignal;
}): Promise<void> {
  const { queue, flights, clock, leaseMs, over } = options;
  while (!over.aborted) {
    await sleep(leaseMs / 2, over, { clock, keepAlive: false });
    const airborne = flights.list();
    if (airborne.length === 0 || over.aborted) continue;
    const kept = await extend();
    airborne.forEach((flight, place) => {
      if (kept[place] === false) flights.abandon(flight, new Error('The lease was lost.'));
    });

    /** A store that is away tells nothing about the leases: they are asked for again at the next half time. */
    async function extend(): Promise<readonly boolean[]> {
      try {
        return await queue.extend(
          airborne.map(({ claim }) => claim),
          leaseMs,
        );
      } catch {
        return [];
      }
    }
  }
}
