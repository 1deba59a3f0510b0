import type { Clock } from '../../clock.js';
import { deferred } from './deferred.js';
import { steadyClock } from './steady-clock.js';

/** From the opening of a store to its end, whoever ended it. */
export interface Life {
  readonly isOpen: boolean;
  /** Why nothing more can be asked. */
  readonly ended: Error | undefined;
  now(): number;
  ready(): Promise<void>;
  opened(latest: number): void;
  failed(error: Error): void;
  /** Its last word. */
  closed(): void;
  /** Ends it by `act`, once it is open, and waits for its last word. */
  close(act: () => void): Promise<void>;
}

export interface LifeOptions {
  readonly clock: Clock;
  /** The store ended by itself after it had been open. */
  readonly onFatal: (error: Error) => void;
}

export function life({ clock, onFatal }: LifeOptions): Life {
  const opening = deferred();
  const closing = deferred();
  let now = () => clock.now();
  let isOpen = false;
  let ended: Error | undefined;
  let fatal: Error | undefined;
  return {
    get isOpen() {
      return isOpen;
    },
    get ended() {
      return ended;
    },
    now: () => now(),
    ready: () => (fatal ? Promise.reject(fatal) : opening.promise),
    opened(latest) {
      now = steadyClock(clock, latest);
      isOpen = true;
      opening.resolve();
    },
    failed(error) {
      fatal = ended ? fatal : error;
      ended ??= error;
      opening.reject(error);
      closing.resolve();
      if (fatal && isOpen) onFatal(fatal);
    },
    closed: closing.resolve,
    async close(act) {
      if (!ended) {
        ended = new Error('The queue is closed; open it anew.');
        await opening.promise.then(act, () => undefined);
      }
      await closing.promise;
    },
  };
}
