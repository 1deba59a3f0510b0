import { DeliveryError, type FailureCode } from '../errors.js';

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const certificate = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;
const sayings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the receiver refused the connection: is it running?',
  ENOTFOUND: 'the receiver’s host name does not exist',
  EAI_AGAIN: 'the name server did not answer',
  ECONNRESET: 'the receiver cut the connection',
  UND_ERR_SOCKET: 'the receiver closed the connection before it answered',
  UND_ERR_INVALID_ARG: 'the request cannot be sent: a header or the address has characters that HTTP does not allow',
};

/** Why a signal aborted: its time was over, or somebody gave up, for whatever reason of their own. */
export function abortError({ reason }: { readonly reason: unknown }): DeliveryError {
  if (describe(reason).name === 'TimeoutError') return timedOut();
  return new DeliveryError('cancelled', 'the delivery was cancelled');
}

const timedOut = () => new DeliveryError('timeout', 'the receiver did not answer in time');

/** What the transport threw, as one DeliveryError. Raw errors are never kept: their text may hold the whole address. */
export function transportError(thrown: unknown): DeliveryError {
  if (DeliveryError.is(thrown)) return thrown;
  const { code } = describe(thrown);
  if (timeouts.has(code)) return timedOut();
  const saying = Object.hasOwn(sayings, code) ? sayings[code] : undefined;
  return new DeliveryError(codeFor(code), saying ?? `the connection failed${code && ` (${code})`}`, {
    reason: code || undefined,
  });
}

function codeFor(code: string): FailureCode {
  if (certificate.test(code) || code === 'UND_ERR_INVALID_ARG') return 'misconfigured';
  return 'network';
}

function describe(thrown: unknown): { name: string; code: string } {
  const { name = '', code = '' } = (thrown ?? {}) as { name?: unknown; code?: unknown };
  return { name: typeof name === 'string' ? name : '', code: typeof code === 'string' ? code : '' };
}
