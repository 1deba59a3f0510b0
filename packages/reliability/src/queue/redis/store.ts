import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { RedisLink, Script } from './link/link.js';

/** How the verbs speak to Redis. */
export interface Store {
  /** Not confirmed: for what reads, and for what may be lost. */
  run(script: Script, args: readonly Argument[]): Promise<unknown>;
  /** Confirmed as configured. */
  write(script: Script, args: readonly Argument[]): Promise<unknown>;
  /** Until a hint comes, or the time is over. */
  block(ms: number, signal: AbortSignal): Promise<void>;
  readonly closed: AbortSignal;
  readonly limits: Limits;
}
export interface Limits {
  readonly maxSize: number;
  /** For how long finished batches are kept, and how many. */
  readonly kept: readonly [finishedMs: number, maxFinished: number];
}
export type Argument = string | number;

export function redisStore(options: {
  readonly link: RedisLink;
  readonly tag: string;
  readonly clock: Clock | undefined;
  readonly closed: AbortSignal;
  readonly limits: Limits;
}): Store {
  const { link, tag, clock, ...rest } = options;
  const name = randomBytes(9).toString('base64url');
  let requests = 0;
  let latest = 0;
  return {
    run: (script, args) => link.run(script, [tag], [...head(), ...args]),
    write: (script, args) => link.write(script, [tag], [...head(), ...args]),
    block: (ms, signal) => link.block(`${tag}:wake`, ms, signal),
    ...rest,
  };

  /** The time where a clock was passed, and a token of this call: its repeat has the same one, and is known by it. */
  function head(): readonly Argument[] {
    if (clock) latest = Math.max(latest, Math.floor(clock.now()));
    return [clock ? latest : '', `${name}${(requests++).toString(36)}`];
  }
}
