import type { Ended } from '../../queue.js';
import { jobIdOf, type Job } from './job.js';
import { depart, end, enter } from './moves.js';
import { states } from './schema.js';
import type { Store } from './store.js';

// So that no claim pays for many: what is left over is ended by the next.
const mostEnded = 200;
const leasesToPoison = 3;

/** Ends what has become stale, expired or poisonous, of any lane, and puts back what lost its lease. */
export function endDue(store: Store): Ended[] {
  const ended: Ended[] = [];
  loseLeases(store, ended);
  endStale(store, ended);
  endExpired(store, ended);
  return ended;
}

function loseLeases(store: Store, ended: Ended[]) {
  const now = store.now();
  for (let job = store.leases.first(); job && job.leaseEndsAt <= now; job = store.leases.first()) {
    if (ended.length === mostEnded) return;
    store.leases.remove(job);
    job.token = null;
    job.lost++;
    job.dueSince ??= job.dueAt;
    if (job.lost < leasesToPoison) enter(store, job);
    else bury(store, job, 'poison', ended);
  }
}

function endStale(store: Store, ended: Ended[]) {
  const stale = store.jobs.find('WHERE j.state = 1 ORDER BY j.id LIMIT ?', mostEnded - ended.length);
  for (const job of stale) {
    depart(store, job);
    end(store, job, states.suppressed, 'stale');
    ended.push({ id: jobIdOf(job), lane: job.lane.name, to: 'suppressed', reason: 'stale' });
  }
}

const expired = 'WHERE j.state = 0 AND j.endsAt <= ? ORDER BY j.endsAt LIMIT ?';

function endExpired(store: Store, ended: Ended[]) {
  for (const job of store.jobs.find(expired, store.now(), mostEnded - ended.length)) {
    depart(store, job);
    bury(store, job, 'expired', ended);
  }
}

function bury(store: Store, job: Job, reason: 'expired' | 'poison', ended: Ended[]) {
  end(store, job, states.dead, reason);
  ended.push({ id: jobIdOf(job), lane: job.lane.name, to: 'dead', reason });
}
