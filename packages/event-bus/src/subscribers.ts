import { EventEmitter } from 'eventemitter3';
import type { BusEvent } from './create-event.js';
import { compilePattern, isWildcard, type Matcher } from './pattern.js';

export interface Subscriber {
  readonly handler: (event: BusEvent) => unknown;
  /** Whether it still wants events: it may leave while an event is on its way. */
  active: boolean;
}
type Report = (subscriber: Subscriber) => unknown;

// Types may come from outside without end, so the memory of which wildcards match them must not grow with them.
const MAX_REMEMBERED_TYPES = 1_000;

/**
 * Who listens to what. The emitter's event names are the patterns. It shields no listener from another's exception,
 * so its listeners only report who they are, and the bus calls the handlers.
 */
export function createSubscribers() {
  const emitter = new EventEmitter<Record<string, [report: Report]>>();
  const wildcards = createWildcards();
  let count = 0;

  return {
    count: () => count,

    /** The subscribers to an event type, each once however many of its patterns match: exact ones first, then wildcards. */
    of(type: string): ReadonlySet<Subscriber> {
      const found = new Set<Subscriber>();
      const report: Report = subscriber => found.add(subscriber);
      emitter.emit(type, report);
      for (const pattern of wildcards.matching(type)) emitter.emit(pattern, report);
      return found;
    },

    /** Adds a subscriber to all patterns or, where one is refused, to none. The function returned takes it away again. */
    add(patterns: readonly string[], handler: Subscriber['handler']): () => void {
      check(patterns, handler);
      const matchers = new Map(patterns.map(pattern => [pattern, compilePattern(pattern)]));
      const subscriber: Subscriber = { handler, active: true };
      const listener = (report: Report) => report(subscriber);
      for (const [pattern, matcher] of matchers) {
        emitter.on(pattern, listener);
        wildcards.add(pattern, matcher);
      }
      count += 1;
      return () => {
        subscriber.active = false;
        count -= 1;
        for (const pattern of matchers.keys()) {
          emitter.off(pattern, listener);
          if (emitter.listenerCount(pattern) === 0) wildcards.delete(pattern);
        }
      };
    },
  };
}

function check(patterns: readonly string[], handler: unknown) {
  if (patterns.length === 0)
    throw new TypeError("subscribe: the list of patterns is empty. Write '*' for every event.");
  if (typeof handler !== 'function') {
    throw new TypeError(
      `subscribe: the handler of '${patterns.join(', ')}' must be a function, not ${typeof handler}.`,
    );
  }
}

function createWildcards() {
  const matchers = new Map<string, Matcher>();
  const remembered = new Map<string, readonly string[]>();

  return {
    matching(type: string): readonly string[] {
      const known = remembered.get(type);
      if (known !== undefined) return known;
      const patterns = [...matchers].filter(([, matches]) => matches(type)).map(([pattern]) => pattern);
      if (remembered.size >= MAX_REMEMBERED_TYPES) remembered.clear();
      remembered.set(type, patterns);
      return patterns;
    },
    add(pattern: string, matcher: Matcher) {
      if (!isWildcard(pattern) || matchers.has(pattern)) return;
      matchers.set(pattern, matcher);
      remembered.clear();
    },
    // What was remembered may still name the pattern: the emitter then has no listener for it.
    delete: (pattern: string) => matchers.delete(pattern),
  };
}
