import type { Json } from '../../json.js';
import { ranks } from '../memory/item.js';
import type { Claim, Ended, Queue } from '../queue.js';
import { decodeName, encodeName, refOf } from './names.js';
import { tuplesOf } from './replies.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Store } from './store.js';

const mostExtended = 200;

/** Claims are not confirmed: what a failover forgets of them is claimed again. */
export function claiming<T>(store: Store): Pick<Queue<T>, 'claim' | 'extend'> {
  return { claim, extend };

  async function claim(wants: Parameters<Queue<T>['claim']>[0], { leaseMs }: { readonly leaseMs: number }) {
    if (store.closed.aborted) return { claims: [], ended: [] };
    const wanted = wants.flatMap(({ lane, limit }) => [encodeName(lane), limit]);
    const [ended = '', ...claims] = (await store.run(scripts.claim, [leaseMs, ...wanted])) as readonly string[];
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

function toClaim<T>([head, body]: readonly [string, string]): Claim<T> {
  const [id = '', lane = '', token = '', attempt, progress, handle, ...place] = head.split('\t');
  const [rank, , , endsAt, at] = place;
  return {
    id: `${decodeName(id)}:${decodeName(lane)}`,
    token,
    lane: decodeName(lane),
    priority: ranks[Number(rank)] ?? 'low',
    attempt: Number(attempt),
    at: Number(at),
    body: JSON.parse(body) as T,
    progress: jsonOf(progress),
    handle: jsonOf(handle),
    endsAt: endsAt ? Number(endsAt) : undefined,
  };
}

export function jsonOf(text: string | undefined): Json | undefined {
  return text ? (JSON.parse(text) as Json) : undefined;
}

function toEnded(line: string): Ended {
  const [id = '', lane = '', to, reason] = line.split('\t');
  const name = decodeName(lane);
  return { id: `${decodeName(id)}:${name}`, lane: name, to, reason } as Ended;
}
