import type { BusEvent } from './create-event.js';
import { warn } from './report.js';

export interface EventBusOptions<Event extends BusEvent = BusEvent> {
  /** `sync`: publish waits for the handlers. `async` (default): publish resolves at once and they run afterwards. */
  readonly mode?: 'sync' | 'async' | undefined;
  /** Async mode: how many events may be accepted and not yet handled; the next is refused. Default 10,000. */
  readonly maxPending?: number | undefined;
  /** How long one handler may take with one event, in ms. Default 30,000. */
  readonly handlerTimeoutMs?: number | undefined;
  /** Also counts hops past an `await`, at 13–21 % of the throughput. Default false. */
  readonly followAsync?: boolean | undefined;
  /**
   * Told of every refused publish and, in async mode, of every failed handler; the event is absent where what was published is none.
   * Default: a one-line process warning.
   */
  readonly onError?: ((error: Error, event?: Event) => unknown) | undefined;
}

// Node turns a longer timer into one of 1 ms.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The options with their defaults. @throws RangeError where one has no meaning. */
export function withDefaults(options: EventBusOptions): {
  [K in keyof EventBusOptions]-?: NonNullable<EventBusOptions[K]>;
} {
  const {
    mode = 'async',
    maxPending = 10_000,
    handlerTimeoutMs = 30_000,
    followAsync = false,
    onError = warn,
  } = options;
  if (!['sync', 'async'].includes(mode))
    throw new RangeError(`createEventBus: mode must be 'sync' or 'async', not '${mode}'.`);
  if (!(maxPending >= 1)) throw new RangeError(`createEventBus: maxPending must be at least 1, not ${maxPending}.`);
  if (!(handlerTimeoutMs >= 1 && handlerTimeoutMs <= MAX_TIMER_MS)) {
    throw new RangeError(
      `createEventBus: handlerTimeoutMs must be from 1 to ${MAX_TIMER_MS}, not ${handlerTimeoutMs}.`,
    );
  }
  const known = { mode, maxPending, handlerTimeoutMs, followAsync, onError };
  refuseUnknown('createEventBus', options, Object.keys(known));
  return known;
}

/** An option that is misspelt would silently leave its default in force. */
function refuseUnknown(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find(name => !known.includes(name));
  if (unknown === undefined) return;
  throw new RangeError(`${where}: ${unknown} is not an option; known are ${known.join(', ')}.`);
}
