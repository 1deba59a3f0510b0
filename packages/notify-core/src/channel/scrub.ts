import { mapStrings } from '../map-strings.js';

/** Shorter ones would mangle ordinary words. */
const shortestSecret = 4;

/** A copy without secrets. */
export type Scrub = <T>(value: T) => T;

/** Replaces every secret, in each form in which it may come back, in all strings of a value. */
export function scrubber(secrets: readonly string[]): Scrub {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter(form => form.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
  const scrubText = (text: string) =>
    forms.reduce((rest, form) => (rest.includes(form) ? rest.replaceAll(form, '***') : rest), text);
  return value => mapStrings(value, scrubText);
}

/** Addresses keep their origin alone: with many providers the path is the credential. */
export function maskUrls(text: string): string {
  return text.replace(
    /\b(https?:\/\/)(?:[^\s/?#"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/gi,
    (address, scheme: string, host: string) => (address === scheme + host ? address : `${scheme}${host}/***`),
  );
}

/** As it is, URL-encoded, within JSON, as the path of an address, and within base64. */
export function formsOf(secret: string): string[] {
  const spellings = [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    encodeURI(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...spellings, ...pathOf(secret), ...base64Forms(secret)];
}

/** Errors of a transport name the path without its origin. */
function pathOf(secret: string): string[] {
  if (!/^https?:/i.test(secret) || !URL.canParse(secret)) return [];
  const { pathname, search } = new URL(secret);
  return pathname.length + search.length > 1
    ? [pathname + search, pathname, search].filter(part => part.length > 1)
    : [];
}

/** As it stands inside of a longer base64 text ("user:token"): at each of the three alignments, without what neighbours change. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].map(offset => {
    const encoded = Buffer.from('\0'.repeat(offset) + secret)
      .toString('base64')
      .replace(/=+$/, '');
    const length = offset + Buffer.byteLength(secret);
    return encoded.slice([0, 2, 3][offset], length % 3 === 0 ? undefined : -1);
  });
}
