import fc from 'fast-check';
import { clean, cut, largest, measure, type Escape, type Size } from './text.js';

const family = '👨‍👩‍👧‍👦';
const zalgo = 'e' + '\u0301'.repeat(40);
const pieces = [
  'a',
  'b ',
  '\n',
  'é',
  family,
  '🇩🇪',
  zalgo,
  'שלום',
  'مرحبا',
  '漢字',
  '&',
  '<',
  '"',
  '\ud83d',
  '\udc4d',
  '👍🏽',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map(chosen => chosen.join(''));
const size: fc.Arbitrary<Size> = fc.record({
  max: fc.integer({ min: 0, max: 90 }),
  unit: fc.constantFrom('codePoints', 'utf16', 'bytes'),
});
const escapes: Readonly<Record<string, Escape>> = {
  nothing: given => given,
  'entities that grow five times': given => given.replace(/[&<"]/g, '&amp;'),
  backslashes: given => given.replace(/[a&<"]/g, '\\$&'),
};
const graphemes = (given: string) =>
  Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(given), ({ segment }) => segment);

describe('clean', () => {
  it.each([
    ['keeps plain text, tabs and newlines', 'a\tb\nc é 漢', 'a\tb\nc é 漢'],
    ['strips NUL and other C0 controls', 'a\0b\x07c\x1b[31m', 'abc[31m'],
    ['strips DEL and C1 controls', 'a\x7fb\x85c\x9f', 'abc'],
    ['ends every line in one newline', 'a\r\nb\rc', 'a\nb\nc'],
    ['replaces lone surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
  ])('%s', (_, given, expected) => {
    expect(clean(given)).toBe(expected);
  });
});

describe('measure', () => {
  it.each([
    ['codePoints', 9],
    ['utf16', 13],
    ['bytes', 28],
  ] as const)('counts %s', (unit, expected) => {
    expect(measure(`a${family}é`, unit)).toBe(expected);
  });
});

describe('cut', () => {
  describe.each(Object.entries(escapes))('escaping %s', (_, escape) => {
    it('is well-formed, keeps to the limit, and is a prefix in whole graphemes', () => {
      fc.assert(
        fc.property(text, size, (given, limit) => {
          const result = cut(given, limit, escape);
          const model = given.toWellFormed();
          const prefixes = graphemes(model).map((__, index, all) => escape(all.slice(0, index).join('') + '…'));
          expect(result.isWellFormed()).toBe(true);
          expect(measure(result, limit.unit)).toBeLessThanOrEqual(limit.max);
          expect([escape(model), '', ...prefixes]).toContain(result);
        }),
        { numRuns: 500 },
      );
    });

    it('cuts only what is too long, and then leaves out no more than one grapheme too many', () => {
      fc.assert(
        fc.property(text, size, (given, limit) => {
          const result = cut(given, limit, escape);
          const model = given.toWellFormed();
          const fitting = graphemes(model)
            .map((__, index, all) => escape(all.slice(0, index).join('') + '…'))
            .filter(prefix => measure(prefix, limit.unit) <= limit.max);
          const whole = escape(model);
          expect(result).toBe(measure(whole, limit.unit) <= limit.max ? whole : (fitting.at(-1) ?? ''));
        }),
        { numRuns: 500 },
      );
    });
  });

  it.each([
    ['nothing of a pair that is one code point', '👍', { max: 1, unit: 'codePoints' }, '👍'],
    ['nothing of a flag that just fits', 'a🇩🇪', { max: 3, unit: 'codePoints' }, 'a🇩🇪'],
    ['nothing, where all fits', 'boom', { max: 4, unit: 'utf16' }, 'boom'],
    ['to the mark and what fits before it', 'abcdef', { max: 4, unit: 'utf16' }, 'abc…'],
    ['bytes, the mark being three', 'abcdef', { max: 5, unit: 'bytes' }, 'ab…'],
    ['before a family, never within', `ab${family}c`, { max: 6, unit: 'codePoints' }, 'ab…'],
    ['before a flag, never within', 'ab🇩🇪🇫🇷', { max: 4, unit: 'codePoints' }, 'ab…'],
    ['to nothing where not even the mark fits', 'abcdef', { max: 2, unit: 'bytes' }, ''],
    ['to nothing where nothing is allowed', 'abcdef', { max: 0, unit: 'utf16' }, ''],
  ] as const)('cuts %s', (_, given, limit, expected) => {
    expect(cut(given, limit)).toBe(expected);
  });

  it('ends in another mark where one is given', () => {
    expect(cut('abcdef', { max: 5, unit: 'utf16' }, given => given, '...')).toBe('ab...');
  });

  it('uses the room that an escape leaves which makes text shorter', () => {
    const squeeze: Escape = given => given.replace(/ +/g, ' ');
    expect(cut('a' + ' '.repeat(100) + 'b', { max: 3, unit: 'utf16' }, squeeze)).toBe('a b');
  });

  it.each(['\u0301', '\u{1d165}', '\u{1d165}\u0301'])(
    'cuts a grapheme longer than any screen between its code points: %j',
    mark => {
      for (const max of [999, 1000]) {
        const result = cut('x' + mark.repeat(2000), { max, unit: 'utf16' });
        expect(result.isWellFormed()).toBe(true);
        expect(result.length).toBeGreaterThanOrEqual(max - 1);
        expect(result.length).toBeLessThanOrEqual(max);
      }
    },
  );

  it('reads no more of a long text than its limit asks for', () => {
    let read = 0;
    const counting: Escape = given => {
      read += given.length;
      return given;
    };
    cut(family.repeat(100_000), { max: 3000, unit: 'codePoints' }, counting);
    expect(read).toBeLessThan(100_000);
  });
});

describe('largest', () => {
  it.each([
    [10, 7, 7],
    [10, 99, 10],
    [10, 0, 0],
    [10, -1, undefined],
  ])('of 0 to %d, where up to %d pass, is %d', (limit, passing, expected) => {
    expect(largest(limit, tried => tried <= passing)).toBe(expected);
  });
});
