import { Tokenizer, TypeGuards, type Token, type TopLevelToken } from 'liquidjs';
import { placeOf, templateError } from './template-error.js';
import { variableNames } from './variables.js';

const UNREAD = /\{%-?\s*(comment|raw)\b[^]*?\{%-?\s*end\1\s*-?%\}/g;
const GO_STYLE = /\{\{-?\s*(?:\.(?<path>\w[\w.]*)|(?<keyword>if|range|else|end|with)\b)/;

/** Refuses Go's templates, which look alike: `{{.Title}}` would be a variable `Title`, `{{ end }}` one named `end`. */
export function refuseGoStyle(source: string): void {
  const found = GO_STYLE.exec(withoutUnread(source));
  if (found) throw templateError(`${placeOf(source, found.index)}: ${liquidFor(found.groups ?? {})}`);
}

/** Refuses what liquidjs reads without an error, and then prints less of than was written: `{{ a b }}`, `{{ a | }}`. */
export function refuseLeftovers(source: string): void {
  for (const token of new Tokenizer(withoutUnread(source)).readTopLevelTokens()) {
    const value = valueOf(token);
    if (value === undefined || isOneValue(value)) continue;
    throw templateError(`${placeOf(source, token.begin)}: expected one value and its filters, found '${value.trim()}'`);
  }
}

/** Comments and raw text blanked out, so that everything else keeps its place. */
const withoutUnread = (source: string) => source.replace(UNREAD, unread => unread.replace(/./g, ' '));

function liquidFor({ path, keyword }: Readonly<Record<string, string | undefined>>): string {
  if (path === undefined)
    return `'{{ ${keyword ?? ''} … }}' is no tag; write {% if … %}, {% for … %}, {% else %}, {% endif %}`;
  const [root = '', ...rest] = path.split('.');
  const snake = root.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const known = variableNames.find(name => name === snake) ?? root;
  return `write {{ ${[known, ...rest].join('.')} }} instead of {{.${path}}}`;
}

function valueOf(token: TopLevelToken): string | undefined {
  if (TypeGuards.isTagToken(token)) return ['if', 'elsif', 'unless'].includes(token.name) ? token.args : undefined;
  return TypeGuards.isOutputToken(token) ? token.content : undefined;
}

function isOneValue(value: string): boolean {
  const tokenizer = new Tokenizer(value);
  const { postfix } = tokenizer.readFilteredValue().initial;
  tokenizer.skipBlank();
  const values = postfix.reduce((count, part) => count + valuesAddedBy(part), 0);
  return values === 1 && tokenizer.end() && !/\|\s*$/.test(value);
}

/** An operator takes two values and gives one; `not` takes one. */
function valuesAddedBy(part: Token): number {
  if (!TypeGuards.isOperatorToken(part)) return 1;
  return part.operator === 'not' ? 0 : -1;
}
