import { readFileSync } from 'node:fs';

/** What a process holds of the machine's memory, as Linux tells it. */
export function residentMb(pid) {
  const [, kiloBytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kiloBytes) / 1_024;
}

/** Looks twice a second; `stop` answers all that it saw. */
export function watchMemory(pid) {
  const seen = [];
  const timer = setInterval(() => seen.push(residentMb(pid)), 500);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}
