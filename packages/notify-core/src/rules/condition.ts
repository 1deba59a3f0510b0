import type { Notification } from '../notification.js';
import { cut } from '../text.js';
import type { Demand } from './nodes.js';
import { parse } from './parse.js';

const LONGEST_PART_TOLD = { max: 200, unit: 'utf16' } as const;
const MOST_FACTS_TOLD = 5;

/** A condition, read once. Neither of its functions ever throws. */
export interface Condition {
  readonly test: (notification: Notification) => boolean;
  /** The part that decided, and what was found there: `type==error: type is info`. */
  readonly explain: (notification: Notification) => string;
  /** It needs one of these; undefined where it can be true whatever the event and the type are. */
  readonly demands: readonly Demand[] | undefined;
}

/**
 * Reads a condition such as `type==error && metadata.region == "eu"`: a closed grammar, never evaluated as code.
 * Throws a ConditionError that names the column and what was expected there.
 */
export function compileCondition(condition: string): Condition {
  const { test, decisive, demands } = parse(condition);
  return {
    test,
    explain: notification => {
      const part = decisive(notification);
      return `${cut(part.text, LONGEST_PART_TOLD)}: ${told(part.facts(notification))}`;
    },
    demands,
  };
}

/** Each fact once; the longest conditions have hundreds. */
const told = (facts: readonly string[]) =>
  facts.length === 1 ? facts[0] : [...new Set(facts)].slice(0, MOST_FACTS_TOLD).join(', ');
