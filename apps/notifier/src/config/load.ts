import type { ChannelType } from '@helix/notify-core';
import type { Config } from './config.js';
import type { Environment } from './environment.js';
import type { ConfigProblem } from './problem.js';
import { readConfig } from './read-config.js';
import { createReading } from './reading.js';
import { readTextFile } from './text-file.js';
import { readYaml } from './yaml.js';

const LARGEST_FILE_BYTES = 1024 * 1024;
const MOST_PROBLEMS_TOLD = 50;

export type Loaded =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export interface LoadOptions {
  readonly types: readonly ChannelType[];
  readonly environment: Environment;
}

/** Reads and checks a configuration file. Never throws. */
export function loadConfig(file: string, options: LoadOptions): Loaded {
  const read = readTextFile(file, LARGEST_FILE_BYTES);
  if ('text' in read) return parseConfig(read.text, file, options);
  const message = `the file ${read.problem}; create it, or name another one with --config`;
  return { ok: false, problems: [{ file, line: 1, column: 1, path: '', message }] };
}

/** Checks the text of a configuration. `file` is what problems are told of, and where relative paths start. */
export function parseConfig(text: string, file: string, { types, environment }: LoadOptions): Loaded {
  const document = readYaml(text);
  const reading = createReading(file, document, environment);
  for (const { offset, message } of document.findings) reading.errorAt(offset, [], message);
  const config = document.findings.length ? undefined : readConfig(document.root, reading, types);
  if (!config || reading.problems.length) return { ok: false, problems: capped(inOrder(reading.problems)) };
  return { ok: true, config, warnings: capped(inOrder(reading.warnings)) };
}

const inOrder = (problems: readonly ConfigProblem[]) =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);

function capped(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const next = problems[MOST_PROBLEMS_TOLD];
  if (!next) return problems;
  const more = problems.length - MOST_PROBLEMS_TOLD;
  return [...problems.slice(0, MOST_PROBLEMS_TOLD), { ...next, path: '', message: `and ${more} more` }];
}
