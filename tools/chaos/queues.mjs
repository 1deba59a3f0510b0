import { memoryQueue } from '@helix/reliability';

const drivers = {
  // Loses all with its process: the proof that a run can fail.
  memory: async ({ maxSize, clock }) => memoryQueue({ maxSize, clock }),
  embedded: async ({ path, maxSize, clock }) =>
    (await import('@helix/reliability/embedded')).embeddedQueue({ path, maxSize, clock }),
  redis: async ({ url, prefix, confirm, maxSize, clock }) =>
    (await import('@helix/reliability/redis')).redisQueue({ redis: url, prefix, confirm, maxSize, clock }),
};

/** Opens what the `queue:` of a configuration names. */
export async function openQueue({ driver, max_size: maxSize, ...store }, clock) {
  const queue = await drivers[driver]({ ...store, maxSize, clock });
  await queue.ready();
  return queue;
}

/** Time that passes `speed` times as fast as ours. */
export function scaledClock(speed) {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * speed,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        const timer = setTimeout(done, ms / speed);
        signal.addEventListener('abort', done);
        function done() {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
      }),
  };
}
