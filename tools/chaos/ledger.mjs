import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * What one process did, a line each: `time kind id …`. Append-only; a line is the operating system's as soon as `write`
 * returns, so that killing any process loses none.
 */
export function openLedger(file) {
  const descriptor = openSync(file, 'a', 0o600);
  return {
    write: (kind, id, ...rest) => void writeSync(descriptor, `${[Date.now(), kind, id, ...rest].join(' ')}\n`),
  };
}

/** Its lines in order; none where nothing was written yet. */
export function* readLedger(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const [at, kind, id, ...rest] = line.split(' ');
    yield { at: Number(at), kind, id, rest };
  }
}
