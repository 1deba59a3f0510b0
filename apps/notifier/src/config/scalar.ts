import { isScalar, type Node } from 'yaml';
import { interpolate } from './interpolate.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import type { Form } from './schema.js';

const containers = new Set(['object', 'record', 'array']);
const takeNull = new Set(['null', 'unknown', 'any']);

/** The value of a single text, number, …; undefined where it counts as absent. */
export function readScalar(node: Node | null, forms: readonly Form[], path: Path, reading: Reading): unknown {
  const value = isScalar(node) ? node.value : null;
  if (value === null) return readNull(node, forms, path, reading);
  if (typeof value !== 'string' || forms.some(({ verbatim }) => verbatim)) return value;
  return readText(value, forms, path, reading);
}

/** A text with its variables put in, and of the type that is expected there where it came from variables. */
function readText(source: string, forms: readonly Form[], path: Path, reading: Reading): unknown {
  const { text, variables, problems } = interpolate(source, reading.environment);
  for (const problem of problems) reading.error(path, problem);
  if (problems.length) return absent(path, reading, 'told');
  if (text === '' && forms.some(({ secret }) => secret)) return absent(path, reading, 'empty');
  if (!variables.length) return text;
  reading.markOrigin(path, variables);
  return typed(text, forms);
}

/** A variable is always text, so `port: "${PORT}"` becomes a number where one is expected and text is not. */
export function typed(text: string, forms: readonly Form[]): string | number | boolean {
  const takes = (kind: string) => forms.some(form => form.kind === kind);
  if (takes('string')) return text;
  if (takes('number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return takes('boolean') && /^(true|false)$/.test(text) ? text === 'true' : text;
}

function readNull(node: Node | null, forms: readonly Form[], path: Path, reading: Reading): unknown {
  if (forms.some(({ kind }) => takeNull.has(kind))) return null;
  // A section of which every line is commented out is a section that says nothing.
  if (forms.every(({ kind }) => containers.has(kind))) return undefined;
  const swallowed = node?.comment ? '; what follows "#" is a comment: put it in quotes' : '';
  reading.error(path, `is empty: give it a value, or leave the key out${swallowed}`, 'key');
  return absent(path, reading, 'told');
}

function absent(path: Path, reading: Reading, absence: 'empty' | 'told'): undefined {
  reading.markAbsent(path, absence);
  return undefined;
}
