import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;
// Shorter than a test may last, so that it can say what it saw; a slow machine needs the rest.
const limitMs = 25_000;

/** Reads again and again until the value is what was wanted; after 25 s it throws, with the last value. */
export async function until<T>(read: () => T | Promise<T>, isWanted: (value: T) => boolean): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > end) throw new Error(`it did not come about in ${limitMs} ms; last: ${JSON.stringify(value)}`);
    await sleep(pollMs);
  }
}
