// The jobs that the benchmarks queue: notifications of about 500 bytes, one delivery each.

const text = 'The task failed after three attempts; its last words were: connection reset by peer. '.repeat(4);

export const lane = 'bench';

/** `threads`: over how many dedup keys every second job is spread; 0: no job has one. */
export function batchOf(number, { prefix, threads = 0 } = {}) {
  const id = `${prefix}-${number}`;
  const inThread = threads > 0 && number % 2 === 0;
  return {
    id,
    fingerprint: id,
    at: Date.now(),
    body: bodyOf(id),
    plan: { rules: [{ name: 'failures', matched: true }] },
    jobs: [{ lane, priority: 'medium', ttlMs: 86_400_000 }],
    ...(inThread ? { thread: { key: `${prefix}-k${(number / 2) % threads}`, status: 'firing' } } : {}),
  };
}

export const bodyOf = id => ({ id, title: 'Task Failed', message: text, type: 'error', metadata: { task_id: id } });

/** `make(number)` of all numbers below `count`, a slice at a time. */
export function* slices(count, size, make) {
  for (let from = 0; from < count; from += size) {
    yield Array.from({ length: Math.min(size, count - from) }, (_, place) => make(from + place));
  }
}
