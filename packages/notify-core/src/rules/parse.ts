import { createCursor, type Cursor } from './cursor.js';
import { conditionError } from './condition-error.js';
import { leaf, all, any, negation, type Node } from './nodes.js';
import { parseComparison } from './parse-comparison.js';
import { parseField } from './parse-field.js';

const DEEPEST_NESTING = 32;

/** The condition as a tree that tests itself: `||` binds weaker than `&&`, `&&` weaker than `!`. Throws a ConditionError. */
export function parse(condition: string): Node {
  const cursor = createCursor(condition);
  const node = parseAny(cursor, 0);
  if (cursor.peek().kind !== 'end') throw cursor.unexpected('&&, || or the end');
  return node;
}

const parseAny = (cursor: Cursor, depth: number) => parseChain(cursor, '||', () => parseAll(cursor, depth), any);
const parseAll = (cursor: Cursor, depth: number) => parseChain(cursor, '&&', () => parsePart(cursor, depth), all);

function parseChain(cursor: Cursor, symbol: string, parseNext: () => Node, join: typeof all): Node {
  const { begin } = cursor.peek();
  const first = parseNext();
  const others: Node[] = [];
  while (cursor.take(symbol)) others.push(parseNext());
  return others.length ? join(cursor.since(begin), [first, ...others]) : first;
}

function parsePart(cursor: Cursor, depth: number): Node {
  const { begin, kind, value } = cursor.peek();
  if (depth > DEEPEST_NESTING) throw conditionError(begin + 1, `expected at most ${DEEPEST_NESTING} levels of ( and !`);
  if (cursor.take('!')) {
    const part = parsePart(cursor, depth + 1);
    return negation(cursor.since(begin), part);
  }
  if (cursor.take('(')) return parseGroup(cursor, depth);
  return kind === 'word' && value === 'exists' ? parseExists(cursor, begin) : parseComparison(cursor);
}

function parseGroup(cursor: Cursor, depth: number): Node {
  const node = parseAny(cursor, depth + 1);
  cursor.expect(')');
  return node;
}

function parseExists(cursor: Cursor, begin: number): Node {
  cursor.next();
  cursor.expect('(');
  const field = parseField(cursor);
  cursor.expect(')');
  return leaf(cursor.since(begin), field, () => true);
}
