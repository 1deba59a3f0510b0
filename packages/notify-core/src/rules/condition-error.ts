/** A condition that cannot be read. `message` is one sentence: `column 7: expected an operator (…), found 'is'`. */
export interface ConditionError extends Error {
  readonly name: 'ConditionError';
  /** From 1. */
  readonly column: number;
}

export function conditionError(column: number, problem: string): ConditionError {
  return Object.assign(new Error(`column ${column}: ${problem}`), { name: 'ConditionError' as const, column });
}
