export type Unsubscribe = () => void;

/** Turns a removal into what `subscribe` returns: harmless to repeat, disposable, and done by `signal` too, which keeps no trace of it. */
export function unsubscribeBy(remove: () => void, signal?: AbortSignal): Unsubscribe & Disposable {
  let done = false;
  const unsubscribe = () => {
    if (done) return;
    done = true;
    signal?.removeEventListener('abort', unsubscribe);
    remove();
  };
  if (signal?.aborted === true) unsubscribe();
  else signal?.addEventListener('abort', unsubscribe);
  return Object.assign(unsubscribe, { [Symbol.dispose]: unsubscribe });
}
