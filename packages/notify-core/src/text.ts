/** A provider's limit: how long a text may be, and in which unit that provider counts. */
export interface Size {
  readonly max: number;
  readonly unit: 'codePoints' | 'utf16' | 'bytes';
}

/** Turns plain text into a provider's markup. A longer text must never come out shorter. */
export type Escape = (text: string) => string;

// C0 and C1 controls but tab and newline: providers refuse them, and terminals obey them.
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const UNCLEAN = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;
const SEGMENT_WINDOW = 256;
const MARK_ROOM = 16;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const identity: Escape = text => text;

/** Well-formed Unicode without control characters; tabs and newlines stay, every line ends in `\n`. */
export function clean(text: string): string {
  if (!UNCLEAN.test(text) && text.isWellFormed()) return text;
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

/** The length of `text` in a provider's unit. */
export function measure(text: string, unit: Size['unit']): number {
  if (unit === 'utf16') return text.length;
  if (unit === 'bytes') return Buffer.byteLength(text);
  return text.length - (text.match(SURROGATE_PAIRS)?.length ?? 0);
}

/** Whether `text` keeps to `size`; counts only where the number of UTF-16 units leaves a doubt. */
export function fits(text: string, { max, unit }: Size): boolean {
  const mostPerUnit = unit === 'bytes' ? 3 : 1;
  return text.length * mostPerUnit <= max || (text.length <= max * 2 && measure(text, unit) <= max);
}

/**
 * The escaped text, at most `size.max` long. A text that is too long ends at a grapheme boundary, and in `mark`.
 * The cut is made before escaping, so that no entity or markup is ever cut in two.
 */
export function cut(text: string, size: Size, escape: Escape = identity, mark = '…'): string {
  const model = text.toWellFormed();
  const shortened = (units: number) => escape(model.slice(0, units) + mark);
  const enough = (units: number) => units >= model.length || !fits(shortened(units), size);

  const ceiling = doubleUntil(enough, Math.max(1, size.max));
  // A little beyond what no longer fits with the mark, all may still fit without it.
  if (ceiling + MARK_ROOM >= model.length) {
    const whole = escape(model);
    if (fits(whole, size)) return whole;
  }
  const units = largest(Math.min(ceiling, model.length), tried => fits(shortened(tried), size));
  return units === undefined ? '' : shortened(boundary(model, units));
}

/** The largest number from 0 to `limit` that passes a test which, once failed, fails for all larger ones. */
export function largest(limit: number, passes: (tried: number) => boolean): number | undefined {
  let low = -1;
  let high = limit + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (passes(middle)) low = middle;
    else high = middle;
  }
  return low < 0 ? undefined : low;
}

/** So that the work follows the limit and not the length of the input. */
function doubleUntil(enough: (tried: number) => boolean, start: number): number {
  let tried = start;
  while (!enough(tried)) tried *= 2;
  return tried;
}

/**
 * The last grapheme boundary at or before `at`. Only a small window is segmented: on Node 20 Intl.Segmenter copies
 * its whole input into every segment. A grapheme longer than the window is cut between its code points.
 */
function boundary(text: string, at: number): number {
  const start = Math.max(0, at - SEGMENT_WINDOW);
  const found = segmenter.segment(text.slice(start, at + 2)).containing(at - start);
  if (found === undefined) return at;
  if (found.index > 0 || start === 0) return start + found.index;
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}
