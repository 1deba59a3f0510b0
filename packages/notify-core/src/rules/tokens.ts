import { conditionError } from './condition-error.js';

const LONGEST_CONDITION = 4096;

/** `value` is what a word or string stands for; `begin` and `end` are offsets in the condition. */
export interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  readonly value: string;
  readonly begin: number;
  readonly end: number;
}

// In this order: operators, quoted strings, words, and at last any one character that is none of these.
const TOKEN = /&&|\|\||[=!<>]=|[<>~!()[\],]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()[\],"'!=<>~&|]+|\S/gsu;
const SYMBOL = /^(?:&&|\|\||[=!<>]=|[<>~!()[\],])$/;
const MEANT: ReadonlyMap<string, string> = new Map([
  ['=', '=='],
  ['&', '&&'],
  ['|', '||'],
]);

/** The condition's tokens. Throws a ConditionError. */
export function tokenize(condition: string): Token[] {
  if (condition.length > LONGEST_CONDITION) {
    const found = `expected at most ${LONGEST_CONDITION} characters, found ${condition.length}`;
    throw conditionError(LONGEST_CONDITION + 1, found);
  }
  return Array.from(condition.matchAll(TOKEN), ({ 0: text, index }) => toToken(text, index));
}

function toToken(text: string, begin: number): Token {
  const end = begin + text.length;
  const meant = MEANT.get(text);
  if (meant) throw conditionError(begin + 1, `expected ${meant}, found a single ${text}`);
  if (SYMBOL.test(text)) return { kind: 'symbol', value: text, begin, end };
  if (text === '"' || text === "'") throw conditionError(begin + 1, `expected the text to end with another ${text}`);
  if (/^["']/.test(text)) return { kind: 'string', value: unescaped(text.slice(1, -1)), begin, end };
  return { kind: 'word', value: text, begin, end };
}

/** A backslash takes the character after it as it is: a quote or another backslash. */
const unescaped = (text: string) => text.replace(/\\(.)/gs, '$1');
