import type { LiquidError } from 'liquidjs';

/** A template that is refused, in one sentence: `line 1, column 4: unknown variable 'titel'; did you mean 'title'?` */
export interface TemplateError extends Error {
  readonly name: 'TemplateError';
}

export function templateError(problem: string): TemplateError {
  return Object.assign(new Error(problem), { name: 'TemplateError' as const });
}

/** What liquidjs says, without the place that it appends in its own spelling. */
export function reasonOf(error: unknown): string {
  const { originalError, message } = error as LiquidError;
  return (originalError?.message ?? message).replace(/, line:\d+, col:\d+$/, '');
}

/** From 1; offsets count UTF-16 units. */
export function placeOf(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  return place(before.length, (before.at(-1)?.length ?? 0) + 1);
}

export const place = (line: number, column: number) => `line ${line}, column ${column}`;
