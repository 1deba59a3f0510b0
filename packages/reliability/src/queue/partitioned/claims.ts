import type { Claim, Ended, Queue, Settlement } from '../queue.js';
import type { Partition } from './partition.js';
import { scatter } from './scatter.js';

type Wants = Parameters<Queue<never>['claim']>[0];
type Kept = readonly (boolean | undefined)[];

/** Claims from all, and settles where a claim came from: its token says so (`2.<token>` is of partition 2), in any process. */
export function claims<T>(partitions: readonly Partition<T>[]): Pick<Queue<T>, 'claim' | 'extend' | 'settle'> {
  return {
    claim,
    extend: (extended, leaseMs) =>
      tell(
        extended,
        claim => claim,
        (queue, own) => queue.extend(own.map(unwrap), leaseMs),
      ),
    settle: settlements =>
      tell(
        settlements,
        ({ claim }) => claim,
        (queue, own) => queue.settle(own.map(unwrapSettlement)),
      ),
  };

  /** One after the other, each for what is still wanted; all are asked, because any claim ends what is due to end. */
  async function claim(wants: Wants, options: { leaseMs: number }) {
    const found: Claim<T>[] = [];
    const ended: Ended[] = [];
    const failed: unknown[] = [];
    for (const [place, partition] of inTurn(partitions)) {
      try {
        const answer = await partition.ask(queue => queue.claim(stillWanted(wants, found), options));
        found.push(...answer.claims.map(claim => ({ ...claim, token: `${place}.${claim.token}` })));
        ended.push(...answer.ended);
      } catch (thrown) {
        // What the others gave is leased: it must be told, whatever became of this one.
        failed.push(thrown);
      }
    }
    if (failed.length === partitions.length) throw failed[0];
    return { claims: found, ended };
  }

  /** `undefined` where the partition is away; rejects where all that were asked are. */
  async function tell<I>(
    items: readonly I[],
    claimOf: (item: I) => Claim<T>,
    act: (queue: Queue<T>, own: readonly I[]) => Promise<Kept>,
  ) {
    const failed: unknown[] = [];
    const ask = async (partition: Partition<T> | undefined, own: readonly I[]): Promise<Kept> => {
      try {
        return (await partition?.ask(queue => act(queue, own))) ?? own.map(() => false);
      } catch (thrown) {
        failed.push(thrown);
        return own.map(() => undefined);
      }
    };
    const kept = await scatter<Partition<T> | undefined, I, Kept[number]>(
      partitions,
      items,
      item => placeOf(claimOf(item)),
      ask,
    );
    if (failed.length > 0 && kept.every(answer => answer === undefined)) throw failed[0];
    return kept;
  }
}

/** From a drawn one on. Counted turns would give two lanes that ask alternately each a partition that is always its last. */
function inTurn<P>(partitions: readonly P[]): readonly (readonly [number, P])[] {
  const placed = [...partitions.entries()];
  const first = Math.floor(Math.random() * placed.length);
  return [...placed.slice(first), ...placed.slice(0, first)];
}

function stillWanted<T>(wants: Wants, found: readonly Claim<T>[]): Wants {
  return wants
    .map(({ lane, limit }) => ({ lane, limit: limit - found.filter(claim => claim.lane === lane).length }))
    .filter(({ limit }) => limit > 0);
}

// A token that no claim here told is of no partition.
function placeOf({ token }: Claim<unknown>): number {
  return Number(/^(\d+)\./.exec(token)?.[1] ?? -1);
}

function unwrap<T>(claim: Claim<T>): Claim<T> {
  return { ...claim, token: claim.token.slice(claim.token.indexOf('.') + 1) };
}

function unwrapSettlement<T>(settlement: Settlement<T>): Settlement<T> {
  return { ...settlement, claim: unwrap(settlement.claim) };
}
