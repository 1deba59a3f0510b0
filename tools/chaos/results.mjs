import { appendFileSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const file = new URL('results.jsonl', import.meta.url);

/** Appends what a run found to the committed ledger. */
export function keep(result) {
  // Somebody else's load is seen in every latency and rate.
  const machine = `${cpus().length} cores, load ${loadavg()[1].toFixed(1)}, Node ${process.versions.node}`;
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, ...result })}\n`);
}

/** All that was ever kept, oldest first. */
export function results() {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line));
}
