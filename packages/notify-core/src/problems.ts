import type { z } from 'zod';
import { knownKeys } from './known-keys.js';
import { didYouMean } from './rules/nearest.js';
import { clean } from './text.js';

type Issue = z.core.$ZodIssue;

/** One thing wrong with a value: where, and what was expected there. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** zod's own. */
  readonly code: string;
}

/** Every problem of a zod error, flat: of a union, those of the branch that was meant. */
export function problems(error: { readonly issues: readonly Issue[] }): Problem[] {
  return error.issues.flatMap(issue => problemsOf(issue, []));
}

/**
 * What is wrong, as one clause: `channel: is required`. An unknown key goes first, with a near miss among those that the
 * schema knows there: it often is what the required one was meant to be.
 */
export function firstProblem(error: { readonly issues: readonly Issue[] }, schema: z.core.$ZodType): string {
  const all = problems(error);
  const unknown = all.find(({ code }) => code === 'unrecognized_keys');
  const first = unknown ?? all[0];
  if (!first) return 'is not valid';
  const path = first.path.map(String);
  const hint = unknown ? didYouMean(path.at(-1) ?? '', knownKeys(schema, unknown.path.slice(0, -1))) : '';
  return path.length ? `${clean(path.join('.'))}: ${first.message}${hint}` : first.message;
}

/** Throws a TypeError that names the first thing wrong with the options of `where`. */
export function assertOptions(where: string, schema: z.ZodType, options: unknown): void {
  const parsed = schema.safeParse(options);
  if (!parsed.success) throw new TypeError(`${where}: ${firstProblem(parsed.error, schema)}`);
}

function problemsOf(issue: Issue, above: readonly PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path];
  const meant = issue.code === 'invalid_union' ? likeliest(issue.errors) : undefined;
  if (meant) return meant.flatMap(inner => problemsOf(inner, path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({ path: [...path, key], message: 'is not a known key', code: issue.code }));
  return [{ path, message: missing(issue) ? 'is required' : lowered(issue.message), code: issue.code }];
}

const missing = (issue: Issue) => issue.code === 'invalid_type' && issue.message.endsWith(' received undefined');
const lowered = (message: string) =>
  message
    .replace(/^Invalid input$/, 'is not valid')
    .replace(/^Invalid (input|option): /, '')
    .replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase());

const atRoot = { invalid_type: 1000, invalid_value: 500 };

/** The branch with the fewest problems; unknown keys count double, a branch that does not even fit at its root is hardly what was meant. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const weight = (branch: readonly Issue[]) =>
    branch.reduce((sum, issue) => {
      if (issue.path.length === 0 && issue.code in atRoot) return sum + atRoot[issue.code as keyof typeof atRoot];
      return sum + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1);
    }, 0);
  return [...branches].sort((a, b) => weight(a) - weight(b))[0];
}
