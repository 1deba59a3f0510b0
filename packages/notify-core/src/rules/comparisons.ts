import type { Field } from './fields.js';
import { glob } from './glob.js';

export const operators = ['==', '!=', '<', '<=', '>', '>=', '~', 'in', 'contains', 'starts_with', 'ends_with'] as const;
export type Operator = (typeof operators)[number];

/** A value in a condition; a bare word has no quotes. */
export interface Literal {
  readonly text: string;
  readonly bare: boolean;
}

/** Tests a value that is there; `literals` are the list of `in`, and of every other operator one. */
export type Test = (value: unknown) => boolean;

export function comparison(field: Field, operator: Operator, literals: readonly [Literal, ...Literal[]]): Test {
  const [literal] = literals;
  const equal = equality(field, literal);
  const text = literal.text;
  switch (operator) {
    case '==':
      return equal;
    case '!=':
      return value => !equal(value);
    case 'in':
      return anyOf(literals.map(each => equality(field, each)));
    case '~':
      return onText(glob(text));
    case 'contains':
      return value => (Array.isArray(value) ? value.some(equal) : textOf(value)?.includes(text) === true);
    case 'starts_with':
      return onText(found => found.startsWith(text));
    case 'ends_with':
      return onText(found => found.endsWith(text));
    default:
      return ordered(field, literal, signs[operator]);
  }
}

const signs: Readonly<Record<'<' | '<=' | '>' | '>=', (difference: number) => boolean>> = {
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
};

const anyOf =
  (tests: readonly Test[]): Test =>
  value =>
    tests.some(test => test(value));

/** Quoted, and outside of metadata, a literal is text; a bare one under metadata is a JSON value or its text. */
function equality(field: Field, { text, bare }: Literal): Test {
  if (field.order !== 'json' || !bare) return value => value === text;
  const number = numberOf(text);
  return value =>
    value === text || (typeof value === 'number' ? value === number : isScalar(value) && String(value) === text);
}

function ordered(field: Field, literal: Literal, holds: (difference: number) => boolean): Test {
  const { text } = literal;
  if (field.order === 'rank') return byRank(field.values ?? [], text, holds);
  const number = field.order === 'json' && literal.bare ? numberOf(text) : undefined;
  return value => {
    const found = number === undefined ? undefined : numberOf(value);
    if (number !== undefined && found !== undefined) return holds(found - number);
    return typeof value === 'string' && holds(value === text ? 0 : value < text ? -1 : 1);
  };
}

function byRank(ranks: readonly unknown[], text: string, holds: (difference: number) => boolean): Test {
  const rank = ranks.indexOf(text);
  return value => {
    const found = ranks.indexOf(value);
    return found >= 0 && holds(found - rank);
  };
}

function onText(test: (text: string) => boolean): Test {
  return value => {
    const text = textOf(value);
    return text !== undefined && test(text);
  };
}

const isScalar = (value: unknown) => value === null || typeof value === 'boolean';

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A number, or a text that reads as one in JSON. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;
}
