import type { Json } from './json.js';

/** What this package reads of an error. */
export interface Failure {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
  /** Which rate was hit, by its scope. */
  readonly scope?: readonly string[] | undefined;
  readonly progress?: Json | undefined;
  readonly handle?: Json | undefined;
  readonly status?: number | undefined;
  /** The provider's own code. */
  readonly reason?: string | undefined;
  readonly message: string;
}
export type FailureDetails = Partial<Omit<Failure, 'code' | 'retryable' | 'message'>> & { readonly cause?: unknown };

// The tag of @helix/notify-core's DeliveryError: the packages do not import each other, and copies of them must meet.
const tag = Symbol.for('helix.DeliveryError');
const retryableCodes: readonly string[] = [
  'timeout',
  'network',
  'server_error',
  'internal',
  'rate_limited',
  'circuit_open',
];

/** An error of the shape of a DeliveryError; the code decides whether it is retryable. */
export function failure(code: string, message: string, details: FailureDetails = {}): Error & Failure {
  const { cause, ...fields } = details;
  const error = new Error(message, cause === undefined ? {} : { cause });
  return Object.assign(error, fields, { [tag]: true, code, retryable: retryableCodes.includes(code) });
}

export function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && (thrown as Record<symbol, unknown>)[tag] === true;
}

/** Reads whatever was thrown. What bears no tag is `internal`, and its text stays behind: it may hold an address with a token. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return failure('internal', `An unexpected ${name} was thrown.`, { cause: thrown });
}
