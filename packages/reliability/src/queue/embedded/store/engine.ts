import type { Question, Reply } from '../protocol.js';
import { messageOf } from './errors.js';
import { open, type Opened, type OpenOptions } from './open.js';
import { resting, type Rest } from './rest.js';
import { running } from './run.js';
import { space } from './space.js';
import { openStore, type Limits } from './store.js';

export interface EngineOptions extends OpenOptions {
  readonly limits: Limits;
  readonly minFreeBytes: number | undefined;
}

/** A store at work: synchronous, and without a clock or a timer of its own. */
export interface Engine extends Pick<Rest, 'afterGroup' | 'whenIdle'> {
  /** The time up to which it has seen: a clock that was set back while it was closed must not run behind it. */
  readonly latest: number;
  run(questions: readonly Question[]): Reply;
  close(): void;
}

export function engine(options: EngineOptions): Engine {
  return engineOf(open(options), options);
}

export function engineOf(opened: Opened, { folder, limits, minFreeBytes }: EngineOptions): Engine {
  const { database, reserve, mark, close } = opened;
  const store = openStore(database, limits, mark);
  const rest = resting(store);
  const run = running(store, space(folder, minFreeBytes, reserve), rest);
  const guarded = guard(folder);
  return {
    latest: store.now(),
    run: guarded(run),
    afterGroup: guarded(rest.afterGroup),
    whenIdle: guarded(rest.whenIdle),
    close,
  };
}

/** What a disk did that failed nobody knows, and asking it again may get a false yes: so what fails here is the end of the store. */
function guard(folder: string) {
  return <A extends unknown[], R>(act: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return act(...args);
      } catch (thrown) {
        const message = messageOf(thrown);
        throw new Error(
          `The disk failed under the queue in ${folder} (${message}), and what was asked last may be stored or not; end this process: the next one reads what is there.`,
          { cause: thrown },
        );
      }
    };
}
