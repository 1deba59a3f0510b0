import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is true; whoever cannot be asked at the moment has not said yes. */
export async function until(ask, { timeoutMs, what, everyMs = 50 }) {
  const patienceEndsAt = Date.now() + timeoutMs;
  while (Date.now() < patienceEndsAt) {
    if (await ask().catch(() => false)) return;
    await sleep(everyMs);
  }
  throw new Error(late(timeoutMs, what));
}

/** What the promise answers, unless that takes too long. */
export async function within(timeoutMs, promise, what) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(late(timeoutMs, what))), timeoutMs);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const late = (timeoutMs, what) => `Within ${timeoutMs} ms it did not come true that ${what}.`;
