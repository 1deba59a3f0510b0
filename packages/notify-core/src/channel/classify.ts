import type { Meaning } from './channel.js';
import { DeliveryError, type FailureCode } from '../errors.js';
import type { Answer } from '../http/exchange.js';
import { retryAfterOf } from '../http/retry-after.js';
import { clean, cut } from '../text.js';

/** What a channel's definition says of its provider's answers. */
export interface Classification {
  readonly errors: Readonly<Record<string, Meaning>>;
  readonly code?: ((answer: Answer) => string | undefined) | undefined;
  readonly retryAfterMs?: ((answer: Answer) => number | undefined) | undefined;
  /** Takes secrets out of the answer before it is cut: half a token would no longer be known as one. */
  readonly scrub: (text: string) => string;
}

const excerptSize = { max: 200, unit: 'codePoints' } as const;

/** The failure that an answer tells of; undefined where the provider accepted. Body first, status second. */
export function failureOf(
  answer: Answer,
  { errors, code, retryAfterMs, scrub }: Classification,
  now: number,
): DeliveryError | undefined {
  const { status } = answer;
  const reason = code?.(answer);
  if (reason === undefined && isSuccess(status)) return undefined;
  const meaning = meaningOf(errors, reason) ?? meaningOf(errors, String(status)) ?? byStatus(status);
  const details = typeof meaning === 'string' ? { code: meaning } : meaning;
  const waits = [retryAfterOf(answer.headers, now), retryAfterMs?.(answer)].filter(ms => ms !== undefined);
  return new DeliveryError(details.code, `answered ${status}${told(answer, reason, scrub)}`, {
    status,
    reason,
    scope: details.scope,
    retryAfterMs: waits.length ? Math.max(...waits) : undefined,
  });
}

const isSuccess = (status: number) => status >= 200 && status < 300;

function meaningOf(errors: Classification['errors'], code: string | undefined): Meaning | undefined {
  return code !== undefined && Object.hasOwn(errors, code) ? errors[code] : undefined;
}

function byStatus(status: number): FailureCode {
  if (status >= 500) return 'server_error';
  // A redirect is never followed: the address that is configured is not the receiver's.
  if (status >= 300 && status < 400) return 'misconfigured';
  return statuses.get(status) ?? 'invalid_request';
}

const statuses: ReadonlyMap<number, FailureCode> = new Map([
  [401, 'unauthorized'],
  [404, 'not_found'],
  [408, 'timeout'],
  [410, 'not_found'],
  [413, 'payload_too_large'],
  [425, 'server_error'],
  [429, 'rate_limited'],
]);

function told({ status, text }: Answer, reason: string | undefined, scrub: Classification['scrub']): string {
  if (reason !== undefined) return ` ${reason}`;
  if (status >= 300 && status < 400) return ', a redirect, which is not followed: configure the final address';
  if (/^\s*</.test(text)) return ' with a page instead of an answer';
  const excerpt = cut(clean(scrub(text)).replace(/\s+/g, ' ').trim(), excerptSize);
  return excerpt && `: ${excerpt}`;
}
