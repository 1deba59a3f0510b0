import type { Notification } from '../notification.js';
import type { Demand } from './nodes.js';

/** Entries that can match, in up to three lists; one that two of the lists name can match by either. */
export type RuleIndex<E> = (notification: Notification) => readonly (readonly E[])[];

/** `demands`: undefined where an entry can match anything; where the list is empty it never does. */
export function indexRules<E>(
  entries: readonly E[],
  demandsOf: (entry: E) => readonly Demand[] | undefined,
): RuleIndex<E> {
  const lists = { event: new Map<string, E[]>(), type: new Map<string, E[]>() };
  const always: E[] = [];
  for (const entry of entries) {
    const demands = demandsOf(entry);
    if (!demands) always.push(entry);
    for (const { field, value } of demands ?? []) append(lists[field], value, entry);
  }
  return ({ event, type }) => [always, (event && lists.event.get(event.type)) ?? [], lists.type.get(type) ?? []];
}

function append<E>(map: Map<string, E[]>, key: string, entry: E): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
