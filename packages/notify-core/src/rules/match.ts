import type { Notification } from '../notification.js';
import type { CompiledRule, Rule, Rules } from './rules.js';

const MOST_MISSED_TOLD = 50;

/** One rule and, in a short sentence, why it did or did not match. */
export interface Reason {
  readonly rule: Rule;
  readonly why: string;
}

/** Both lists are in the order of the rules. Of those that did not match the first 50 are told; `more` counts the rest. */
export interface Matches {
  readonly matched: readonly Reason[];
  readonly missed: readonly Reason[];
  readonly more: number;
}

/** Which rules match. Never throws, and asks only the rules that the notification's event and type leave possible. */
export function match(rules: Rules, notification: Notification): Matches {
  const matched = matching(rules, notification);
  const missed = firstMissed(rules.compiled, matched);
  return {
    matched: matched.map(compiled => reason(compiled, notification)),
    missed: missed.map(compiled => reason(compiled, notification)),
    more: rules.list.length - matched.length - missed.length,
  };
}

function matching({ index }: Rules, notification: Notification): CompiledRule[] {
  const found: CompiledRule[] = [];
  for (const candidates of index(notification)) {
    for (const candidate of candidates) if (candidate.test(notification)) found.push(candidate);
  }
  return found.length > 1 ? inOrder(found) : found;
}

/** A rule that is listed under its event and under its type was found twice. */
const inOrder = (found: CompiledRule[]) =>
  found.sort((one, other) => one.position - other.position).filter((each, at, all) => each !== all[at - 1]);

function firstMissed(compiled: readonly CompiledRule[], matched: readonly CompiledRule[]): CompiledRule[] {
  const missed: CompiledRule[] = [];
  let next = 0;
  for (const each of compiled) {
    if (missed.length === MOST_MISSED_TOLD) break;
    if (each === matched[next]) next++;
    else missed.push(each);
  }
  return missed;
}

const reason = ({ rule, why }: CompiledRule, notification: Notification): Reason => ({ rule, why: why(notification) });
