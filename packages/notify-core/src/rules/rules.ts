import type { Notification, Priority } from '../notification.js';
import { compileCondition, type Condition } from './condition.js';
import { indexRules, type RuleIndex } from './rule-index.js';

/** A condition, and the channels it sends to. `priority` replaces the notification's for what this rule sends. */
export interface Rule {
  readonly name: string;
  /** Without one the rule matches all. */
  readonly condition?: string | undefined;
  readonly channels: readonly string[];
  readonly priority?: Priority | undefined;
  /** True unless it says false. */
  readonly enabled?: boolean | undefined;
}

/** Compiled once; indexed by event and type, so that ten thousand rules cost what the few that can match cost. */
export interface Rules {
  readonly list: readonly Rule[];
  /** What `match` reads, in the order of `list`. */
  readonly compiled: readonly CompiledRule[];
  readonly index: RuleIndex<CompiledRule>;
}

export interface CompiledRule extends Pick<Condition, 'test' | 'demands'> {
  readonly rule: Rule;
  readonly position: number;
  readonly why: (notification: Notification) => string;
}

/** Compiles every condition, those of disabled rules too. Throws a ConditionError that names the rule and the column. */
export function compileRules(rules: readonly Rule[]): Rules {
  const compiled = rules.map(compiledRule);
  return { list: rules, compiled, index: indexRules(compiled, ({ demands }) => demands) };
}

function compiledRule(rule: Rule, position: number): CompiledRule {
  const condition = conditionOf(rule);
  if (rule.enabled === false) return { rule, position, test: () => false, demands: [], why: () => 'disabled' };
  if (!condition)
    return { rule, position, test: () => true, demands: undefined, why: () => 'no condition: matches all' };
  return { rule, position, test: condition.test, demands: condition.demands, why: condition.explain };
}

function conditionOf({ name, condition }: Rule): Condition | undefined {
  if (condition === undefined) return undefined;
  try {
    return compileCondition(condition);
  } catch (error) {
    if (error instanceof Error) error.message = `rule '${name}': ${error.message}`;
    throw error;
  }
}
