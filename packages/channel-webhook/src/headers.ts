import { z } from '@helix/notify-core';
import { maxHeaderLength } from './limits.js';
import type { OptionProblem } from './option-problem.js';

export const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')
  .max(maxHeaderLength);

const headerName = /^[A-Za-z0-9-]{1,64}$/;
// They frame the request, speak to proxies on the way, or say who sent it: undici would let host and connection through.
const reserved =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|cookie|(proxy|x-forwarded|webhook)-.*)$/i;

/** Names that cannot be sent, that come twice, or that `taken`, the headers of the authentication, has already. */
export function headerProblems(names: readonly string[], taken: readonly string[]): OptionProblem[] {
  return names.flatMap((name, index) => {
    const others = [...taken, ...names.slice(0, index)];
    const message = nameProblem(name, others);
    return message ? [{ path: ['headers', name], message }] : [];
  });
}

function nameProblem(name: string, others: readonly string[]): string | undefined {
  if (!headerName.test(name)) return 'must have a name of 1 to 64 of A-Z, a-z, 0-9 and -';
  if (reserved.test(name)) return 'is reserved: it belongs to the connection or to the signature';
  if (others.some(other => sameName(other, name))) return 'is set twice: by another header or by the authentication';
  return undefined;
}

/** The headers of a request: what `own` sets, in whatever case, replaces a default. */
export function withDefaults(
  defaults: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const isFree = (name: string) => !Object.keys(own).some(other => sameName(other, name));
  return { ...Object.fromEntries(Object.entries(defaults).filter(([name]) => isFree(name))), ...own };
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
