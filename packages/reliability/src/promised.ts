/** The same function, its answer as a promise and what it throws as a rejection. */
export function promised<A extends unknown[], R>(act: (...args: A) => R | PromiseLike<R>): (...args: A) => Promise<R> {
  return (...args) => new Promise(resolve => resolve(act(...args)));
}
