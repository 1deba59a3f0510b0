import { refuseUnless } from '../../refuse.js';
import type { Place } from '../place.js';
import type { DeadFilter, Queue } from '../queue.js';
import { filterArgs, membersOf, mostLetters } from './letters.js';
import type { Script } from './link/link.js';
import { placeOf } from './replies.js';
import { scripts } from './scripts.js';
import { slicesOf } from './slices.js';
import type { Argument, Store } from './store.js';

/** Takes dead letters off their list, in slices. One that was cut off half way is finished by a repeat. */
export function taking<T>(store: Store): Pick<Queue<T>, 'revive' | 'drop'> {
  return { revive, drop: filter => takeAll(scripts.drop, filter, '') };

  async function revive(filter: DeadFilter, { perSecond = Infinity }: { readonly perSecond?: number } = {}) {
    refuseUnless(perSecond > 0, 'revive', 'perSecond', perSecond, 'a number above 0');
    return takeAll(scripts.revive, filter, 1_000 / perSecond);
  }

  async function takeAll(script: Script, filter: DeadFilter, paceMs: Argument) {
    if (!filter.ids) return takeMeant(script, filter, paceMs);
    let count = 0;
    for (const members of slicesOf(membersOf(filter.ids), mostLetters)) {
      count += (await take(script, [...filterArgs(filter, undefined), paceMs, ...store.limits.kept, ...members])).count;
    }
    return count;
  }

  async function takeMeant(script: Script, filter: DeadFilter, paceMs: Argument) {
    let count = 0;
    // What dies after the first slice is another call's.
    let { until } = filter;
    let place: Place | undefined;
    do {
      const args = filterArgs({ ...filter, ...(until !== undefined && { until }) }, place);
      const taken = await take(script, [...args, paceMs, ...store.limits.kept]);
      count += taken.count;
      ({ until, place } = taken);
    } while (place);
    return count;
  }

  async function take(script: Script, args: readonly Argument[]) {
    const answer = String(await store.write(script, args));
    const [count, until, at, id] = answer.split('\t') as [string, string, string, string, ...string[]];
    return { count: Number(count), until: Number(until), place: placeOf(at, id) };
  }
}
