import { isNativeError } from 'node:util/types';

/** What was thrown, as an Error: itself, or one that says who threw what and has it as its `cause`. */
export function asError(thrown: unknown, who: string): Error {
  // Errors of another realm (a vm, a test runner) are no instances of ours.
  if (thrown instanceof Error || isNativeError(thrown)) return thrown;
  const said = typeof thrown === 'string' ? `: ${thrown}` : '.';
  return new Error(`${who} threw a value of type ${typeof thrown} instead of an Error${said}`, { cause: thrown });
}
