import type { Json } from '../../json.js';
import type { Priority } from '../batch.js';
import { ranks } from '../memory/item.js';
import type { Claim, Ended, Queue } from '../queue.js';
import { decodeName, encodeName, refOf } from './names.js';
import { tuplesOf } from './replies.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Store } from './store.js';

const mostExtended = 200;
const priorities = ranks as readonly [Priority, Priority, Priority, Priority];

/** Claims are not confirmed: what a failover forgets of them is claimed again. */
export function claiming<T>(store: Store): Pick<Queue<T>, 'claim' | 'extend'> {
  return { claim, extend };

  async function claim(wants: Parameters<Queue<T>['claim']>[0], { leaseMs }: { readonly leaseMs: number }) {
    if (store.closed.aborted) return { claims: [], ended: [] };
    const wanted = wants.flatMap(({ lane, limit }) => [encodeName(lane), Math.floor(limit)]);
    const [ended, ...claims] = (await store.run(scripts.claim, [leaseMs, ...wanted])) as readonly [string, ...string[]];
    return {
      claims: tuplesOf<[string, string]>(claims, 2).map(toClaim<T>),
      ended: ended === '' ? [] : ended.split('\n').map(toEnded),
    };
  }

  async function extend(claims: readonly Claim<T>[], leaseMs: number) {
    const answers: boolean[] = [];
    for (const slice of slicesOf(claims, mostExtended)) {
      const answer = await store.run(scripts.extend, [
        leaseMs,
        ...slice.map(claim => `${refOf(claim)}\t${encodeName(claim.token)}`),
      ]);
      answers.push(...Array.from(String(answer), bit => bit === '1'));
    }
    return answers;
  }
}

// What claim.lua tells of a claim; from `rank` on it is the place of its record.
type Told = readonly [
  id: string,
  lane: string,
  token: string,
  attempt: string,
  progress: string,
  handle: string,
  rank: `${0 | 1 | 2 | 3}`,
  due: string,
  since: string,
  endsAt: string,
  at: string,
];

function toClaim<T>([told, body]: readonly [string, string]): Claim<T> {
  const [id, lane, token, attempt, progress, handle, rank, , , endsAt, at] = told.split('\t') as unknown as Told;
  return {
    id: `${decodeName(id)}:${decodeName(lane)}`,
    token,
    lane: decodeName(lane),
    priority: priorities[rank],
    attempt: Number(attempt),
    at: Number(at),
    body: JSON.parse(body) as T,
    progress: jsonOf(progress),
    handle: jsonOf(handle),
    endsAt: endsAt === '' ? undefined : Number(endsAt),
  };
}

export function jsonOf(text: string): Json | undefined {
  return text === '' ? undefined : (JSON.parse(text) as Json);
}

function toEnded(line: string): Ended {
  const [id, lane, ...end] = line.split('\t') as [string, string, ...string[]];
  const [to, reason] = end as unknown as readonly [Ended['to'], Ended['reason']];
  const name = decodeName(lane);
  return { id: `${decodeName(id)}:${name}`, lane: name, to, reason };
}
