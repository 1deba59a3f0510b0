import { heap } from '../../memory/heap.js';
import { jobIdOf, type Job } from './job.js';

/** What is leased. It is in the file too, so that a crash counts; but only its owner need look it up. */
export interface Leases {
  readonly size: number;
  clear(): void;
  find(id: string, token: string): Job | undefined;
  /** The first to run out. */
  first(): Job | undefined;
  add(job: Job): void;
  remove(job: Job): void;
}

export function leases(): Leases {
  const byId = new Map<string, Job>();
  let byEnd = byLeaseEnd();
  return {
    get size() {
      return byId.size;
    },
    clear() {
      byId.clear();
      byEnd = byLeaseEnd();
    },
    find(id, token) {
      const job = byId.get(id);
      return job && String(job.token) === token ? job : undefined;
    },
    first: () => byEnd.peek(),
    add(job) {
      byId.set(jobIdOf(job), job);
      byEnd.push(job);
      job.lane.leased.add(job);
      if (job.lost > 0) job.lane.suspect = job;
    },
    remove(job) {
      byId.delete(jobIdOf(job));
      byEnd.remove(job);
      job.lane.leased.delete(job);
      if (job.lane.suspect === job) job.lane.suspect = undefined;
    },
  };
}

function byLeaseEnd() {
  return heap<Job>((a, b) => a.leaseEndsAt < b.leaseEndsAt);
}
