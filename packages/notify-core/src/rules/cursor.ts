import { conditionError, type ConditionError } from './condition-error.js';
import { tokenize, type Token } from './tokens.js';

/** Reads a condition token by token. */
export interface Cursor {
  peek(): Token;
  next(): Token;
  /** Steps over `symbol` and says true, or stays and says false. */
  take(symbol: string): boolean;
  expect(symbol: string): void;
  /** What was read since the offset `begin`. */
  since(begin: number): string;
  unexpected(expected: string, found?: Token): ConditionError;
}

const WORDS_FOR_SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
]);

export function createCursor(condition: string): Cursor {
  const tokens = tokenize(condition);
  const length = condition.trimEnd().length;
  const end: Token = { kind: 'end', value: '', begin: length, end: length };
  let position = 0;
  let readUntil = 0;
  const peek = () => tokens[position] ?? end;
  const next = () => {
    const token = peek();
    position++;
    readUntil = token.end;
    return token;
  };
  const take = (symbol: string) => {
    if (peek().kind !== 'symbol' || peek().value !== symbol) return false;
    next();
    return true;
  };
  const unexpected = (expected: string, found = peek()) =>
    conditionError(found.begin + 1, `expected ${expected}, found ${told(found)}`);
  const expect = (symbol: string) => {
    if (!take(symbol)) throw unexpected(symbol);
  };
  return { peek, next, take, expect, since: begin => condition.slice(begin, readUntil), unexpected };
}

function told({ kind, value }: Token): string {
  if (kind === 'end') return 'the end of the condition';
  if (kind === 'symbol') return value;
  const symbol = kind === 'word' ? WORDS_FOR_SYMBOLS.get(value.toLowerCase()) : undefined;
  return symbol ? `'${value}'; write ${symbol}` : `'${value}'`;
}
