import type { OpenLane } from './lane.js';
import type { Claim, Ended, Queue } from './queue/queue.js';

/** What a round over the lanes found: whose grants were refused, whose queue was empty, how soon asking gates again may pay. */
export interface Round {
  readonly refused: readonly OpenLane[];
  readonly idle: readonly string[];
  readonly waitMs: number;
  /** The store ended as much as one claim may: there can be more. */
  readonly more: boolean;
}
export interface Claiming<T> {
  readonly queue: Pick<Queue<T>, 'claim'>;
  readonly leaseMs: number;
  start(claims: readonly Claim<T>[]): void;
  ended(ended: readonly Ended[]): void;
}
interface Asked {
  readonly lane: OpenLane;
  readonly granted: number;
  readonly waitMs: number;
}

/**
 * Asks the gates, claims what they grant, gives the rest back. Where something was given back, the lanes that were
 * refused ask again: what an idle lane held for a moment may be what they share.
 */
export async function round<T>(lanes: readonly OpenLane[], claiming: Claiming<T>): Promise<Round> {
  const idle: string[] = [];
  let hungry = lanes.filter(lane => lane.free() > 0);
  for (;;) {
    const asked = await askAll(hungry);
    const { unused, more } = await claim(asked, claiming);
    idle.push(...unused.map(({ name }) => name));
    const refused = asked.filter(({ granted }) => granted === 0).map(({ lane }) => lane);
    if (refused.length === 0 || unused.length === 0) return { refused, idle, waitMs: soonest(asked, unused), more };
    hungry = refused;
  }
}

// One by one: lanes that share a limiter get its grants in their order.
async function askAll(lanes: readonly OpenLane[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const lane of lanes) asked.push({ lane, ...(await lane.ask()) });
  return asked;
}

/** Asked without a grant too: any claim lets the store end what is stale or expired. */
async function claim<T>(asked: readonly Asked[], { queue, leaseMs, start, ended }: Claiming<T>) {
  const granted = asked.filter(({ granted }) => granted > 0);
  const left = new Map(granted.map(({ lane, granted }) => [lane.name, granted]));
  let more = false;
  try {
    const wants = granted.map(({ lane, granted: limit }) => ({ lane: lane.name, limit }));
    const answer = await queue.claim(wants, { leaseMs });
    for (const { lane } of answer.claims) left.set(lane, (left.get(lane) ?? 0) - 1);
    more = answer.ended.length > 0;
    start(answer.claims);
    ended(answer.ended);
  } finally {
    for (const { lane } of granted) await giveBack(lane, left.get(lane.name) ?? 0);
  }
  return { unused: granted.map(({ lane }) => lane).filter(({ name }) => (left.get(name) ?? 0) > 0), more };
}

function soonest(asked: readonly Asked[], unused: readonly OpenLane[]): number {
  const limited = asked.filter(({ lane, granted, waitMs }) => (granted === 0 || waitMs > 0) && !unused.includes(lane));
  return Math.min(...limited.map(({ waitMs }) => waitMs));
}

async function giveBack(lane: OpenLane, n: number): Promise<void> {
  if (n > 0) await lane.giveBack(n);
}
