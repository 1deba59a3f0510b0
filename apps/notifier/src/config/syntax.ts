import type { YAMLError } from 'yaml';
import type { Finding } from './scan.js';

/** What a person can do about an error whose own words do not say it. */
const remedies: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'expected one document: leave out the line "---" and what follows it',
  TAB_AS_INDENT: 'expected spaces: tabs cannot indent',
  BAD_DQ_ESCAPE: 'no such escape in double quotes: write \\\\ for a backslash, or use single quotes',
  NON_STRING_KEY: 'expected a plain key; where a text begins with "{" or "[", put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'expected one value; where it holds ": ", put it in quotes',
  BAD_SCALAR_START: 'no text may begin with this character: put it in quotes',
  KEY_OVER_1024_CHARS: 'expected a key of at most 1024 characters',
};

const MOST_ERRORS_READ = 500;

/** The parser's errors, one for each line: one slip makes a row of them, and the first says most. */
export function syntaxFindings(errors: readonly YAMLError[], text: string): Finding[] {
  const perLine = new Map<number, Finding>();
  for (const { code, message, pos } of errors.slice(0, MOST_ERRORS_READ)) {
    const lineStart = text.lastIndexOf('\n', pos[0] - 1) + 1;
    if (perLine.has(lineStart)) continue;
    perLine.set(lineStart, { offset: pos[0], message: remedies[code] ?? withoutSource(message) });
  }
  const [first, ...others] = [...perLine.values()].sort((a, b) => a.offset - b.offset);
  return first ? [{ ...first, message: first.message + quotesHint(text.slice(0, first.offset)) }, ...others] : [];
}

/** The parser quotes what it stumbled over, and that may be a piece of a secret. */
function withoutSource(message: string): string {
  return message.replace(/: ".*$/s, '').replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase());
}

/** `${X}` and `#ops` in brackets, without quotes, break what stands after them: often not on their own line. */
function quotesHint(before: string): string {
  const lines = before.split('\n');
  const line = lines.findLastIndex(text => /[[{,:]\s*(\$\{?|#\S)/.test(text.replace(/"[^"]*"|'[^']*'/g, '')));
  const [, begun] = /[[{,:]\s*(\$|#)/.exec(lines[line] ?? '') ?? [];
  if (begun === undefined) return '';
  return `; on line ${line + 1}, put the text that begins with "${begun}" in quotes`;
}
