export type Matcher = (type: string) => boolean;

/** Whether a pattern stands for more than one event type. */
export const isWildcard = (pattern: string) => pattern.split('.').some(token => token === '*' || token === '>');

/**
 * Compiles a pattern of tokens between dots: a word is itself, `*` any one token, `>` at the end one or more, and `*` alone every event.
 * @throws TypeError where it is none.
 */
export function compilePattern(pattern: string): Matcher {
  check(pattern);
  if (pattern === '*' || pattern === '>') return () => true;
  if (!isWildcard(pattern)) return type => type === pattern;
  const expression = new RegExp(`^${pattern.split('.').map(expressionOf).join('\\.')}$`, 's');
  return type => expression.test(type);
}

function expressionOf(token: string) {
  if (token === '*') return '[^.]+';
  if (token === '>') return '.+';
  return token.replace(/[\\^$+?()[\]{}|]/g, '\\$&');
}

function check(pattern: unknown): asserts pattern is string {
  if (typeof pattern !== 'string') throw new TypeError(`subscribe: a pattern must be a string, not ${typeof pattern}.`);
  if (pattern === '') throw new TypeError("subscribe: the pattern is empty. Write '*' for every event.");
  for (const [index, token] of pattern.split('.').entries()) {
    const problem = problemOf(token, index === pattern.split('.').length - 1);
    if (problem !== undefined) throw new TypeError(`subscribe: the pattern '${pattern}' ${problem}`);
  }
}

function problemOf(token: string, last: boolean) {
  if (token === '') return "has an empty token. Write one name between two dots, or '*' for any.";
  if (/\s/.test(token)) return `has a blank in '${token}'. Event types have none.`;
  if (token === '>' && !last)
    return "has '>' before its end. Only the last token can be '>'; write '*' for a single one.";
  if (token.length > 1 && /[*>]/.test(token)) return `has '${token}'. A wildcard must be a whole token: 'task.*'.`;
  return undefined;
}
