import { Lexer } from 'yaml';

/** Something wrong at a place in the text. */
export interface Finding {
  readonly offset: number;
  readonly message: string;
}

const DEEPEST_NESTING = 64;
/** Marks that the lexer puts in and that stand for no text: a document begins, a scalar follows, a flow broke off. */
const SCALAR_FOLLOWS = '\x1f';
const marks = new Set(['\x02', SCALAR_FOLLOWS, '\x18']);
const refused: Readonly<Record<string, string>> = {
  '&': 'anchors are not used here; where "&" begins a text, put it in quotes',
  '*': 'aliases are not used here; where "*" begins a text or a key, put it in quotes',
  '!': 'tags are not used here; where "!" begins a text, put it in quotes',
  '%': 'directives are not used here: leave the line out',
};

/**
 * The first thing that keeps a text from being parsed at all: what a configuration does not need, and nesting so deep
 * that the parser would end the process. Reads tokens only, so its cost is linear.
 */
export function scan(text: string): Finding | undefined {
  const nesting = createNesting();
  let offset = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (marks.has(token)) {
      isScalar = token === SCALAR_FOLLOWS;
      continue;
    }
    const message = isScalar ? undefined : refused[token.charAt(0)];
    if (message !== undefined) return { offset, message };
    const depth = nesting.after(token, isScalar);
    if (depth > DEEPEST_NESTING) return { offset, message: `is nested more than ${DEEPEST_NESTING} levels deep` };
    if (depth < 0) return { offset, message: `nothing was opened that this "${token}" could close` };
    offset += token.length;
    isScalar = false;
  }
  return undefined;
}

/** Counts how deep the tokens so far go: brackets, and the columns at which blocks that are still open began. */
function createNesting() {
  let columns: number[] = [];
  let [flow, column, colons, isLineStart] = [0, 0, 0, true];
  const beginBlock = () => {
    columns = columns.filter(open => open < column);
    columns.push(column);
  };
  const endLine = () => {
    [column, colons, isLineStart] = [0, 0, true];
  };
  const count = (token: string) => {
    if (token === '{' || token === '[') flow++;
    else if (token === '}' || token === ']') flow--;
    else if (flow === 0 && token === ':') colons++;
    else if (flow === 0 && (token === '-' || token === '?')) beginBlock();
  };
  return {
    after(token: string, isScalar: boolean): number {
      if (token.endsWith('\n')) endLine();
      else {
        if (isLineStart && flow === 0 && /^\S/.test(token) && !token.startsWith('#')) beginBlock();
        if (/^\S/.test(token)) isLineStart = false;
        if (!isScalar) count(token);
        column += token.length;
      }
      return flow < 0 ? flow : columns.length + flow + colons;
    },
  };
}
