import type { Backoff } from './backoff.js';
import type { Clock } from './clock.js';
import { allOf } from './gates/all-of.js';
import { breaker, type BreakerOptions } from './gates/breaker.js';
import { contained } from './gates/contained.js';
import { sameScope, type Gate, type Rate, type Result } from './gates/gate.js';
import type { Queue } from './queue/queue.js';
import { isStoreUnavailable } from './queue/unavailable.js';
import { refuseUnknown, refuseUnless } from './refuse.js';
import { warnOnce } from './warn-once.js';
import type { WorkerEvent } from './work.js';

/**
 * A channel's own slice of the worker. Every lane has a limiter of its own besides those of its `rates`: a 429 without a
 * scope, or of a scope that no rate has, closes that one.
 */
export interface Lane {
  /** How many are sent at once (8). */
  readonly concurrency?: number;
  readonly rates?: readonly Rate[] | undefined;
  /** `false`: failures and slow calls never close the lane; what waits for a person (`unauthorized`, `misconfigured`) still does. */
  readonly breaker?: BreakerOptions | false;
  /** Further ones. */
  readonly gates?: readonly Gate[];
  readonly backoff?: Backoff;
  /** How long an attempt takes at most; one that does not end by itself is cut a second later. Without it, attempts last as long as they last. */
  readonly timeoutMs?: number | undefined;
}

/** A lane at work: its gates as one, and how many of its places are taken. Nothing here rejects: a lane is a bulkhead. */
export interface OpenLane {
  readonly name: string;
  busy: number;
  free(): number;
  /** Asks the gates for all places that are free. */
  ask(): ReturnType<Gate['take']>;
  giveBack(n: number): Promise<void>;
  report(results: readonly Result[]): Promise<void>;
}

// Eight requests of 100 to 300 ms are 25 to 80 a second: more than any provider's rate, and few enough to be a good guest.
const defaultConcurrency = 8;
const onlyForPeople: BreakerOptions = { minCalls: Infinity };

interface Around {
  readonly queue: Pick<Queue<never>, 'limiter' | 'records' | 'ready'>;
  readonly clock: Clock;
  readonly on: (event: WorkerEvent) => void;
}

export function openLane(name: string, options: Lane, { queue, clock, on }: Around): OpenLane {
  const { concurrency = defaultConcurrency, rates = [], gates = [] } = options;
  refuseUnknown(`lane "${name}"`, options, ['concurrency', 'rates', 'breaker', 'gates', 'backoff', 'timeoutMs']);
  const whole = Number.isInteger(concurrency) && concurrency >= 1;
  refuseUnless(whole, `lane "${name}"`, 'concurrency', concurrency, 'a whole number of at least 1');
  const guard = breaker(
    { ...(options.breaker === false ? onlyForPeople : options.breaker), name, records: queue.records },
    { clock },
  );
  const own = queue.limiter({ scope: [], key: `lane:${name}` });
  const warn = onceOpen(queue, warnOnce(`lane "${name}": a gate`));
  const all = [guard, own, ...rates.map(rate => queue.limiter(rate)), ...gates];
  const gate = allOf(all.map(one => contained(one, { clock, warn })));
  let closed: { readonly reason: string; readonly since: number } | undefined;

  const lane: OpenLane = {
    name,
    busy: 0,
    free: () => concurrency - lane.busy,
    async ask() {
      const answer = await gate.take(lane.free());
      if (closed || answer.granted === 0) await tell().catch(warn);
      return answer;
    },
    giveBack: n => gate.giveBack(n),
    async report(results) {
      await gate.report(results.map(toKnownScope));
      await tell().catch(warn);
    },
  };
  return lane;

  /** A 429 whose scope no rate has is one of the lane as a whole. */
  function toKnownScope(result: Result): Result {
    const { failure } = result;
    if (!failure?.scope || rates.some(rate => sameScope(rate.scope, failure.scope))) return result;
    const { code, message, retryable, retryAfterMs } = failure;
    return { ...result, failure: { code, message, retryable, retryAfterMs } };
  }

  /** Tells of the lane's breaker when it opened and when it closed again; a probe is neither. */
  async function tell() {
    const { state, reason = '', since = 0 } = await guard.state();
    if ((state === 'closed') === (closed === undefined)) return;
    const before = closed;
    closed = state === 'closed' ? undefined : { reason, since };
    if (closed) on({ kind: 'lane_closed', lane: name, ...closed });
    else if (before) on({ kind: 'lane_opened', lane: name, ...before });
  }
}

/** Of a store that is away or still opens the worker tells, once for all lanes: it is no failure of their gates. */
function onceOpen(queue: Around['queue'], warn: (thrown: unknown) => void): (thrown: unknown) => void {
  let isOpen = false;
  queue.ready().then(
    () => (isOpen = true),
    () => undefined,
  );
  return thrown => {
    if (isOpen && !isStoreUnavailable(thrown)) warn(thrown);
  };
}
