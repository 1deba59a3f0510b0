import { compileRules, priorities, z, type Rule } from '@helix/notify-core';
import { check } from './check.js';
import { hint } from './keys.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';

const rule = z.strictObject({
  name: z.string().min(1),
  condition: z.string().meta({ verbatim: true }).optional().describe('Without one the rule matches all'),
  channels: z.array(z.string()).min(1, 'expected at least one channel'),
  priority: z.enum(priorities).optional().describe("Replaces the notification's"),
  enabled: z.boolean().default(true),
});
export const rulesSchema = z.array(rule).default([]);

/** Checks the rules against the channels there are, compiles every condition, and warns of names that are given twice. */
export function checkRules(
  value: unknown,
  path: Path,
  reading: Reading,
  channelNames: readonly string[],
): readonly Rule[] {
  const { data: rules = [] } = check(rulesSchema, value, path, reading);
  const seen = new Set<string>();
  rules.forEach((rule, position) => {
    const own = [...path, position];
    checkCondition(rule, [...own, 'condition'], reading);
    checkChannels(rule, [...own, 'channels'], reading, channelNames);
    if (seen.has(rule.name))
      reading.warn([...own, 'name'], 'is the name of an earlier rule, too: traces cannot tell them apart');
    seen.add(rule.name);
  });
  return rules;
}

/** Also for the operator's channel: one that is turned off is a channel as well. */
export function checkChannel(name: string, path: Path, reading: Reading, channelNames: readonly string[]): void {
  if (channelNames.includes(name)) return;
  // What came from a variable is not printed.
  const called = reading.originOf(path).length ? 'this name' : `the name "${name}"`;
  reading.error(path, `no channel has ${called}${hint(name, channelNames)}`);
}

function checkChannels({ channels }: Rule, path: Path, reading: Reading, channelNames: readonly string[]): void {
  channels.forEach((name, position) => checkChannel(name, [...path, position], reading, channelNames));
}

function checkCondition(rule: Rule, path: Path, reading: Reading): void {
  try {
    compileRules([rule]);
  } catch (error) {
    const { message, column } = error as Error & { readonly column: number };
    const problem = message.slice(message.lastIndexOf(`column ${column}: `));
    reading.errorAt(offsetWithin(rule.condition ?? '', column, path, reading), path, `condition, ${problem}`);
  }
}

/** Where the condition stands in the file as it is read, its own column is a place in the file; else it begins where it begins. */
function offsetWithin(condition: string, column: number, path: Path, { places, text }: Reading): number {
  const { offset } = places.find(path);
  const begins = [offset, offset + 1].find(at => text.startsWith(condition, at));
  return begins === undefined ? offset : begins + column - 1;
}
