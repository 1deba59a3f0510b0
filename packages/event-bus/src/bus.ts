import type { BusEvent } from './create-event.js';
import type { Catalogue } from './events.js';
import { createHops, type Hop } from './hops.js';
import { withDefaults, type EventBusOptions } from './options.js';
import { outcomeOf } from './outcome.js';
import { createPending } from './pending.js';
import { refuse, report } from './report.js';
import { createSubscribers, type Subscriber } from './subscribers.js';
import type { EventFor, EventOf } from './typed-pattern.js';
import { isEvent, unalterable } from './unalterable.js';
import { unsubscribeBy, type Unsubscribe } from './unsubscribe.js';

export interface EventBus<Events extends Record<keyof Events, object> = Catalogue> {
  /**
   * Calls the handler for every event that matches, once however many of the patterns match. Aborting `signal` unsubscribes.
   * @throws TypeError where a pattern is none, or the list of them is empty.
   */
  subscribe<const Pattern extends string | readonly string[]>(
    pattern: Pattern,
    handler: (event: EventFor<Events, Pattern>) => void | Promise<void>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Unsubscribe & Disposable;
  /**
   * Gives an event to those who are subscribed now; an event that is not frozen is copied first.
   * Sync mode: resolves when every handler has settled or timed out; rejects with one flat AggregateError of what failed.
   * Async mode: resolves at once; what fails goes to `onError`. Handlers start in the order of publishing and wait for nobody.
   * Refused, in both modes, are what has no type, the 17th hop and, in async mode, what is over `maxPending`: it rejects,
   * `onError` is told too, and a rejection that nobody looks at does no harm.
   */
  publish(event: EventOf<Events>): Promise<void>;
  /** How many subscriptions would get an event of this type; without a type, how many there are. */
  subscriberCount(type?: string): number;
  /** Resolves when no event is under way, those included that handlers published meanwhile. In a handler it would wait for itself. */
  drain(): Promise<void>;
}

interface Dispatch {
  readonly event: BusEvent;
  readonly subscribers: readonly Subscriber[];
  readonly hop: Hop;
}

/**
 * A bus within this process. `Events` maps event types to their data: the catalogue, `Catalogue & { … }`, or `Record<string, object>`.
 * @throws RangeError where an option has no meaning.
 */
export function createEventBus<Events extends Record<keyof Events, object> = Catalogue>(
  options: EventBusOptions<EventOf<Events>> = {},
): EventBus<Events> {
  const { mode, maxPending, handlerTimeoutMs, followAsync, onError } = withDefaults(options as EventBusOptions);
  const subscribers = createSubscribers();
  const hops = createHops(followAsync);
  const pending = createPending();

  function accept(given: unknown): Dispatch {
    const event = unalterable(given);
    const hop = hops.next(event.type);
    if (mode === 'async' && pending.count() >= maxPending) throw new Error(fullMessage(event.type, maxPending));
    return { event, hop, subscribers: [...subscribers.of(event.type)] };
  }

  async function failuresOf({ event, hop, subscribers }: Dispatch) {
    const running = hops.during(hop, () => subscribers.map(one => outcomeOf(one, event, handlerTimeoutMs)));
    return (await Promise.all(running)).filter(failure => failure !== undefined);
  }

  async function dispatchNow(dispatch: Dispatch) {
    const failures = flat(await failuresOf(dispatch));
    pending.end();
    if (failures.length > 0) throw new AggregateError(failures, failedMessage(dispatch.event.type, failures));
  }

  async function dispatchLater(dispatch: Dispatch) {
    for (const failure of await failuresOf(dispatch)) void report(onError, failure, dispatch.event);
    pending.end();
  }

  return {
    subscribe(pattern, handler, { signal } = {}) {
      return unsubscribeBy(subscribers.add([pattern].flat(), handler as Subscriber['handler']), signal);
    },
    publish(given) {
      let dispatch: Dispatch;
      try {
        dispatch = accept(given);
      } catch (refusal) {
        return refuse(onError, refusal as Error, isEvent(given) ? given : undefined);
      }
      pending.begin();
      if (mode === 'sync') return dispatchNow(dispatch);
      queueMicrotask(() => void dispatchLater(dispatch));
      return Promise.resolve();
    },
    subscriberCount: type => (type === undefined ? subscribers.count() : subscribers.of(type).size),
    drain: pending.none,
  };
}

const fullMessage = (type: string, maxPending: number) =>
  `publish: ${type} was refused, because ${maxPending} events are pending. Wait for drain(), or raise maxPending.`;

const failedMessage = (type: string, [first, ...others]: readonly Error[]) =>
  `publish: ${others.length + 1} failed of the handlers of ${type}; the first said: ${first?.message}`;

/** A handler that awaits a publish of its own fails with that one's AggregateError. One that is empty, as of `Promise.any([])`, is a failure too. */
const flat = (failures: readonly Error[]): readonly Error[] =>
  failures.flatMap(failure => {
    const inner = failure instanceof AggregateError ? (failure.errors as Error[]) : [];
    return inner.length > 0 ? flat(inner) : [failure];
  });
