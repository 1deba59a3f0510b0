import type { Json } from './json.js';

export type FailureCode =
  // Tried again; `internal` is whatever else was thrown.
  | 'timeout'
  | 'network'
  | 'server_error'
  | 'internal'
  // The lane waits, no attempt is spent.
  | 'rate_limited'
  | 'circuit_open'
  // The lane waits for a person: credentials refused; hook revoked, chat gone, certificate bad, address not allowed.
  | 'unauthorized'
  | 'misconfigured'
  // Never again by itself.
  | 'not_found'
  | 'invalid_request'
  | 'payload_too_large'
  | 'expired'
  | 'cancelled';

const retryable: ReadonlySet<FailureCode> = new Set([
  'timeout',
  'network',
  'server_error',
  'internal',
  'rate_limited',
  'circuit_open',
]);
const tag = Symbol.for('helix.DeliveryError');

export interface FailureDetails {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Which of the channel's `rates` was hit, by its scope. */
  readonly scope?: readonly string[] | undefined;
  /** What was won before it failed: kept although it failed. */
  readonly progress?: Json | undefined;
  readonly handle?: Json | undefined;
  /** The provider's own code. */
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

/** The one way in which a delivery fails, from the transport up. */
export class DeliveryError extends Error {
  declare readonly code: FailureCode;
  declare readonly status?: number | undefined;
  declare readonly retryAfterMs?: number | undefined;
  declare readonly reason?: string | undefined;
  declare readonly scope?: readonly string[] | undefined;
  declare readonly progress?: Json | undefined;
  declare readonly handle?: Json | undefined;
  readonly [tag] = true;

  constructor(code: FailureCode, message: string, more: FailureDetails = {}) {
    const { cause, ...details } = more;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DeliveryError';
    this.code = code;
    for (const [name, value] of Object.entries(details))
      if (value !== undefined) Object.assign(this, { [name]: value });
  }

  get retryable(): boolean {
    return retryable.has(this.code);
  }

  /** By a tag and not by class, since copies of this package (ESM and CJS, two versions) meet in one process. */
  static is(thrown: unknown): thrown is DeliveryError {
    return (
      typeof thrown === 'object' &&
      thrown !== null &&
      (thrown as Record<symbol, unknown>)[tag] === true &&
      'code' in thrown
    );
  }
}

/** Whatever was thrown, as one: what is none already is `internal`. */
export function asDeliveryError(thrown: unknown): DeliveryError {
  if (DeliveryError.is(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : 'something that is no error was thrown';
  return new DeliveryError('internal', message);
}
