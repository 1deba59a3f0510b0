import { resolve } from 'node:path';
import { isScalar, type Node } from 'yaml';
import { interpolate } from './interpolate.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import type { Form } from './schema.js';
import { readTextFile } from './text-file.js';

const LARGEST_SECRET_BYTES = 64 * 1024;

/** What the file named by an `x_file` holds: a text without its last line break, or of a list one item for each line. */
export function readSecretFile(node: Node | null, forms: readonly Form[], path: Path, reading: Reading): unknown {
  const named = isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
  if (named === undefined) return refuse(['expected the path of a file'], path, reading);
  const { text: file, problems } = interpolate(named, reading.environment);
  return problems.length ? refuse(problems, path, reading) : secretIn(file, forms, path, reading, named);
}

/** `named`: what the file is called in the configuration, where a variable is in its path. */
export function secretIn(
  file: string,
  forms: readonly Form[],
  path: Path,
  reading: Reading,
  named = file,
): string | readonly string[] | undefined {
  const read = readTextFile(resolve(reading.folder, file), LARGEST_SECRET_BYTES);
  if ('problem' in read) return refuse([`the file ${named} ${read.problem}`], path, reading);
  const isList = forms.some(({ kind }) => kind === 'array');
  const lines = read.text.split(/\r?\n/).filter(line => line.trim() !== '');
  const value = isList ? lines : read.text.replace(/\r?\n$/, '');
  if (value.length) return value;
  reading.markAbsent(path, 'empty');
  return undefined;
}

function refuse(problems: readonly string[], path: Path, reading: Reading): undefined {
  for (const problem of problems) reading.error(path, problem);
  reading.markAbsent(path, 'told');
  return undefined;
}
