import { comparison, operators, type Literal, type Operator } from './comparisons.js';
import type { Cursor } from './cursor.js';
import type { Field } from './fields.js';
import { didYouMean } from './nearest.js';
import { leaf, type Demand, type Node } from './nodes.js';
import { parseField } from './parse-field.js';
import type { Token } from './tokens.js';

/** A field, an operator and a value, or after `in` a list of them: `type in [error, alert]`. */
export function parseComparison(cursor: Cursor): Node {
  const { begin } = cursor.peek();
  const field = parseField(cursor);
  const operator = parseOperator(cursor, field);
  const literal = literalParser(cursor, field, operator);
  const literals: [Literal, ...Literal[]] = operator === 'in' ? parseList(cursor, literal) : [literal()];
  return leaf(cursor.since(begin), field, comparison(field, operator, literals), demandsOf(field, operator, literals));
}

function parseOperator(cursor: Cursor, field: Field): Operator {
  const token = cursor.peek();
  const operator = token.kind === 'string' ? undefined : operators.find(each => each === token.value);
  if (!operator) {
    const error = cursor.unexpected(`an operator (${operators.join(' ')})`);
    error.message += token.kind === 'word' ? didYouMean(token.value, operators) : '';
    throw error;
  }
  if (isOrder(operator) && field.order === 'none')
    throw cursor.unexpected(`== != or in, since ${field.name} has no order`);
  cursor.next();
  return operator;
}

function parseList(cursor: Cursor, literal: () => Literal): [Literal, ...Literal[]] {
  cursor.expect('[');
  const list: [Literal, ...Literal[]] = [literal()];
  while (cursor.take(',')) list.push(literal());
  if (!cursor.take(']')) throw cursor.unexpected(', or ]');
  return list;
}

function literalParser(cursor: Cursor, { values }: Field, operator: Operator): () => Literal {
  const closed = ['==', '!=', 'in'].includes(operator) || isOrder(operator) ? values : undefined;
  return () => {
    const token = cursor.next();
    if (token.kind !== 'word' && token.kind !== 'string') throw cursor.unexpected('a value', token);
    if (closed && !closed.includes(token.value)) throw unknownValue(cursor, token, closed);
    return { text: token.value, bare: token.kind === 'word' };
  };
}

function unknownValue(cursor: Cursor, token: Token, values: readonly string[]) {
  const error = cursor.unexpected(`one of ${values.join(', ')}`, token);
  error.message += didYouMean(token.value, values);
  return error;
}

const isOrder = (operator: Operator): operator is '<' | '<=' | '>' | '>=' => /^[<>]/.test(operator);

function demandsOf({ name }: Field, operator: Operator, literals: readonly Literal[]): Demand[] | undefined {
  if ((name !== 'event' && name !== 'type') || (operator !== '==' && operator !== 'in')) return undefined;
  return literals.map(({ text }) => ({ field: name, value: text }));
}
