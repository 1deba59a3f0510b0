import { delayOf } from '../memory/times.js';
import type { Queue, Settlement } from '../queue.js';
import { leaseOf } from './claim.js';
import { encodeName } from './names.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Store } from './store.js';

const mostSettled = 200;

export function settling<T>(store: Store): Queue<T>['settle'] {
  return async settlements => {
    const answers: boolean[] = [];
    for (const slice of slicesOf(settlements, mostSettled)) {
      const answer = await store.write(scripts.settle, [...store.limits.kept, ...slice.flatMap(argsOf)]);
      answers.push(...Array.from(String(answer), bit => bit === '1'));
    }
    return answers;
  };
}

const letters = { done: 'd', later: 'w', dead: 'x' } as const;

/** As settle.lua takes it. */
function argsOf<T>(settlement: Settlement<T>): readonly string[] {
  const { claim, to, attempt, receipt, progress, handle } = settlement;
  const reason = to === 'done' ? '' : encodeName(settlement.reason);
  const [delayMs, spent] =
    to === 'later' ? [Math.ceil(delayOf(settlement.delayMs)), Number(settlement.spent)] : ['', ''];
  const json = [attempt, receipt, progress, handle].map(value => (value === undefined ? '' : JSON.stringify(value)));
  return [[leaseOf(claim), letters[to], reason, delayMs, spent].join('\t'), ...json];
}
