/** An open breaker as it is remembered: why, since when, until when it lets no call through, and how long that is. */
export interface Opening {
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly openMs: number;
}

export interface BreakerState {
  readonly state: 'closed' | 'open' | 'half_open';
  readonly reason?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Where a breaker's opening and its probe stand in the records: drivers delete both when a lane is resumed. */
export function breakerKeys(name: string): readonly [opening: string, probe: string] {
  return [`breaker:${name}`, `probe:${name}`];
}
