import type { Queue } from '@helix/reliability';

/** Whether the store can be asked. While it is only away, its verbs tell that by themselves. */
export interface StoreState {
  /** It has opened and recovered, and nothing broke it since. Before, whatever is asked of it may wait for that. */
  isReady(): boolean;
  /** Resolves once it is open and recovered. */
  readonly opened: Promise<void>;
  /**
   * Resolves with what has to be said where it never opens, or where its disk failed in a way that leaves open what is
   * stored: this process is of no use any more, and only the next one can read what is really there.
   */
  readonly broken: Promise<Error>;
}

/** Follows a queue from its opening on. `failed` aborts with the error where its disk failed. */
export function storeState(queue: Pick<Queue<never>, 'ready'>, failed: AbortSignal): StoreState {
  let isReady = false;
  const ready = queue.ready();
  const opened = new Promise<void>(resolve => void ready.then(resolve, () => undefined));
  const broken = new Promise<Error>(resolve => {
    ready.catch(resolve);
    failed.addEventListener('abort', () => resolve(failed.reason as Error));
  });
  void opened.then(() => (isReady = true));
  void broken.then(() => (isReady = false));
  return { isReady: () => isReady, opened, broken };
}
