import { delayOf } from '../memory/times.js';
import type { Queue, Settlement } from '../queue.js';
import { encodeName, refOf } from './names.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Store } from './store.js';

const mostSettled = 200;

export function settling<T>(store: Store): Queue<T>['settle'] {
  return async settlements => {
    const answers: boolean[] = [];
    for (const slice of slicesOf(settlements, mostSettled)) {
      // What a failover takes of it is sent again, not lost; and without a replica deliveries go on.
      const answer = await store.run(scripts.settle, [...store.limits.kept, ...slice.flatMap(argsOf)]);
      answers.push(...Array.from(String(answer), bit => bit === '1'));
    }
    return answers;
  };
}

/** As settle.lua takes it. */
function argsOf<T>(settlement: Settlement<T>): readonly string[] {
  const { claim, attempt, receipt, progress, handle } = settlement;
  const json = [attempt, receipt, progress, handle].map(value => (value === undefined ? '' : JSON.stringify(value)));
  return [refOf(claim), encodeName(claim.token), endOf(settlement), ...json];
}

function endOf<T>(settlement: Settlement<T>): string {
  if (settlement.to === 'done') return 'd';
  const reason = encodeName(settlement.reason);
  if (settlement.to === 'dead') return `x\t${reason}`;
  return `w\t${reason}\t${Math.ceil(delayOf(settlement.delayMs))}\t${Number(settlement.spent)}`;
}
