import { asError } from './as-error.js';
import type { BusEvent } from './create-event.js';
import type { Subscriber } from './subscribers.js';

/** Calls a subscriber at once, unless it left meanwhile, waits at most `timeoutMs`, and resolves to why it failed; never rejects. */
export async function outcomeOf(
  { active, handler }: Subscriber,
  event: BusEvent,
  timeoutMs: number,
): Promise<Error | undefined> {
  if (!active) return undefined;
  try {
    const result = handler(event);
    if (isThenable(result)) await within(timeoutMs, result, event.type);
    return undefined;
  } catch (thrown) {
    return asError(thrown, `A handler of ${event.type}`);
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

function within(timeoutMs: number, work: PromiseLike<unknown>, type: string) {
  return new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(timeoutError(type, timeoutMs)), timeoutMs);
    // A handler that never settles must not keep the process from ending.
    timer.unref();
    void Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function timeoutError(type: string, timeoutMs: number) {
  const error = new Error(`A handler of ${type} did not settle within ${timeoutMs} ms.`);
  error.name = 'TimeoutError';
  return error;
}
