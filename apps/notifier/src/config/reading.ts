import { dirname } from 'node:path';
import type { Environment } from './environment.js';
import type { Path } from './naming.js';
import { createPlaces, type Places } from './places.js';
import type { ConfigProblem } from './problem.js';
import type { YamlDocument } from './yaml.js';

/** `empty`: a secret that was given as an empty text. `told`: what kept it out is among the problems. */
export type Absence = 'empty' | 'told';

/** What the parts of one reading share: what was found where, and what is wrong with it. */
export interface Reading {
  readonly text: string;
  readonly environment: Environment;
  /** Relative paths in the file start here. */
  readonly folder: string;
  readonly places: Places;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  error(path: Path, message: string, at?: 'key' | 'value'): void;
  errorAt(offset: number, path: Path, message: string): void;
  warn(path: Path, message: string): void;
  markAbsent(path: Path, absence: Absence): void;
  absenceOf(path: Path): Absence | undefined;
  /** The paths at or below this one that are empty secrets. */
  emptyBelow(path: Path): readonly Path[];
  /** Which variables a value was made of. */
  markOrigin(path: Path, variables: readonly string[]): void;
  originOf(path: Path): readonly string[];
}

export function createReading(file: string, document: YamlDocument, environment: Environment): Reading {
  const places = createPlaces();
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const absent = new Map<string, { readonly path: Path; readonly absence: Absence }>();
  const origins = new Map<string, readonly string[]>();
  const problem = (offset: number, path: Path, message: string): ConfigProblem => ({
    file,
    ...document.placeOf(offset),
    path: places.find(path).shown,
    message,
  });
  return {
    text: document.text,
    environment,
    folder: dirname(file),
    places,
    problems,
    warnings,
    error(path, message, at = 'value') {
      const { offset, keyOffset } = places.find(path);
      problems.push(problem(at === 'key' ? keyOffset : offset, path, message));
    },
    errorAt: (offset, path, message) => void problems.push(problem(offset, path, message)),
    warn: (path, message) => void warnings.push(problem(places.find(path).keyOffset, path, message)),
    markAbsent: (path, absence) => void absent.set(JSON.stringify(path), { path, absence }),
    absenceOf: path => absent.get(JSON.stringify(path))?.absence,
    emptyBelow: above =>
      [...absent.values()]
        .filter(({ path, absence }) => absence === 'empty' && above.every((step, at) => path[at] === step))
        .map(({ path }) => path),
    markOrigin: (path, variables) => void origins.set(JSON.stringify(path), variables),
    originOf: path => origins.get(JSON.stringify(path)) ?? [],
  };
}
