/**
 * The bus's patterns, which configuration uses too: `task.*` (one token), `*.failed`, `task.>` (one or more), `*` or `>`
 * (every event). No blanks, which a type may have: in a pattern they are a slip.
 */
export function eventPattern(pattern: string): (type: string) => boolean {
  if (pattern === '*' || pattern === '>') return () => true;
  const tokens = pattern.split('.');
  if (!tokens.every((token, at) => isToken(token) || (token === '>' && at === tokens.length - 1))) {
    throw new TypeError(`"${pattern}" is not an event pattern: use a type, "task.*", "*.failed", "task.>" or "*"`);
  }
  const expression = new RegExp(`^${tokens.map(expressionOf).join('\\.')}$`, 's');
  return type => expression.test(type);
}

const isToken = (token: string) => token === '*' || /^[^.*>\s]+$/.test(token);

function expressionOf(token: string): string {
  if (token === '*') return '[^.]+';
  return token === '>' ? '.+' : token.replace(/[\\^$+?()[\]{}|]/g, '\\$&');
}
