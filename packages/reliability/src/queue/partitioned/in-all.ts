/** The same of all at once. Waits for each to end before it rejects, so that none is done behind its caller's back. */
export async function inAll<Q, A>(queues: readonly Q[], act: (queue: Q) => Promise<A>): Promise<A[]> {
  const acts = queues.map(act);
  await Promise.allSettled(acts);
  return Promise.all(acts);
}
