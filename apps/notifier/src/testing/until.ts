import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;
const limitMs = 10_000;

/** Reads again and again until the value is what was wanted; after 10 s it throws, with the last value. */
export async function until<T>(read: () => T | Promise<T>, isWanted: (value: T) => boolean): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > end) throw new Error(`it did not come about in ${limitMs} ms; last: ${JSON.stringify(value)}`);
    await sleep(pollMs);
  }
}
