/** A family: one grapheme of seven code points and eleven UTF-16 units. */
export const family = '👨‍👩‍👧‍👦';

/** Texts that have broken messages: each must arrive as a valid one. */
export const hostileTexts: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \n\t ',
  huge: 'word '.repeat(20_000),
  'emoji only': family.repeat(3_000),
  'right to left': 'שלום \u202eevil\u202c עולם',
  'half of a surrogate pair': 'broken \ud83d text \udc00',
  'NUL and control characters': 'a\u0000b\u0007c\u001b[31md',
  'stacked accents': `Z${'\u0301\u0323'.repeat(2_000)}algo`,
  markup: '<b>&amp; *bold* _it_ `code` [x](http://x.example) <!channel> @everyone "quoted" \\ {{ title }}',
};
