import { problems, type Problem, type z } from '@helix/notify-core';
import { inSnake, type Path } from './naming.js';
import type { Reading } from './reading.js';

type Issue = z.core.$ZodIssue;
type IsExcused = (path: Path, isRule?: boolean) => boolean;

/** What a schema made of a value. `excused`: all that it misses are secrets that were given as empty texts. */
export type Checked<T> =
  { readonly data: T; readonly excused?: undefined } | { readonly data?: undefined; readonly excused: boolean };

/**
 * Parses a value that was read from `path`, and reports what is wrong with it, but nothing of what is missing because
 * its own problem has been told. `excuseEmpty`: nor of what is missing because it was empty.
 */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: Path,
  reading: Reading,
  { excuseEmpty = false } = {},
): Checked<z.output<S>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { data: parsed.data };
  const isExcused: IsExcused = (at, isRule = false) => {
    const absence = reading.absenceOf(at);
    // A rule over all options of a channel, broken while one of them is empty, is about that one.
    const isAboutEmpty =
      absence === 'empty' || (isRule && at.length === path.length && reading.emptyBelow(path).length > 0);
    return absence === 'told' || (excuseEmpty && isAboutEmpty);
  };
  const open = parsed.error.issues.filter(issue => !isExplained(issue, path, isExcused));
  const untold = problems({ issues: open })
    .map(problem => ({ ...problem, at: [...path, ...problem.path] }))
    .filter(({ at }) => !isExcused(at));
  for (const problem of untold) reading.error(problem.at, told(problem, reading));
  return { excused: untold.length === 0 };
}

/** Whether an issue, or all issues of one branch of a union, are about what is excused. */
function isExplained(issue: Issue, above: Path, isExcused: IsExcused): boolean {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return isExcused(path, issue.code === 'custom');
  return issue.errors.some(branch => branch.every(inner => isExplained(inner, path, isExcused)));
}

function told({ message, code, at: path }: Problem & { readonly at: Path }, reading: Reading): string {
  if (reading.absenceOf(path) === 'empty') return 'is empty';
  // Keys that no branch knows were reported before: this one is known to another branch of a union.
  if (code === 'unrecognized_keys') return 'does not go together with the other keys here; leave it out';
  const variables = reading.originOf(path);
  if (variables.length) return `${inSnake(message)}; the value comes from ${variables.join(' and ')}`;
  return inSnake(message)
    .replace(/^(expected string, received (?:number|boolean))$/, '$1; put it in quotes')
    .replace(/^expected boolean, received string$/, 'expected true or false');
}
