type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The Retry-After header as ms from `now`: whole or decimal seconds, or an HTTP date. Undefined where it says nothing. */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const header = headers['retry-after'];
  const values = (Array.isArray(header) ? header : [header ?? '']).map(value => millisecondsOf(value.trim(), now));
  const known = values.filter(ms => ms !== undefined);
  return known.length ? Math.max(...known) : undefined;
}

function millisecondsOf(value: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  // Date.parse also takes "-5" and "abc 1": only the three forms of RFC 9110 begin with a day's name.
  const at = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
