/** The bus's patterns, which configuration uses too: `task.*` (one token), `*.failed`, `task.>` (one or more), `*` (every event). */
export function eventPattern(pattern: string): (type: string) => boolean {
  if (pattern === '*') return () => true;
  const wanted = pattern.split('.');
  if (!wanted.every((token, at) => isToken(token) || (token === '>' && at > 0 && at === wanted.length - 1))) {
    throw new TypeError(`"${pattern}" is not an event pattern: use a type, "task.*", "*.failed", "task.>" or "*"`);
  }
  const open = wanted.at(-1) === '>';
  const fixed = open ? wanted.slice(0, -1) : wanted;
  return type => {
    const tokens = type.split('.');
    const fits = open ? tokens.length > fixed.length : tokens.length === fixed.length;
    return fits && fixed.every((token, at) => token === '*' || token === tokens[at]);
  };
}

const isToken = (token: string) => token === '*' || /^[^.*>\s]+$/.test(token);
