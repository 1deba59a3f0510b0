/** Ends a command with one clear line on standard error and this exit code. */
export interface Failure extends Error {
  readonly exitCode: number;
}

export const exitCodes = { ok: 0, failed: 1, usage: 2, partly: 3 } as const;

export function failure(message: string, exitCode: number = exitCodes.failed): Failure {
  return Object.assign(new Error(message), { name: 'Failure', exitCode });
}

export const isFailure = (thrown: unknown): thrown is Failure => thrown instanceof Error && thrown.name === 'Failure';
