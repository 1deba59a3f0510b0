import { shownStep, snake, type Path } from './naming.js';

/** Where a value stands, and what its path is called in the file. */
export interface Place {
  readonly offset: number;
  readonly keyOffset: number;
  readonly shown: string;
}

/** Remembers places while the file is read, so that what a schema says of a path finds its way back. */
export interface Places {
  /** `key`: what the last step is called in the file, where that is not the option's name. */
  note(
    above: Path,
    step: string | number,
    at: { readonly offset: number; readonly keyOffset: number; readonly key?: string },
  ): void;
  find(path: Path): Place;
}

export function createPlaces(): Places {
  const known = new Map<string, Place>();
  const find = (path: Path): Place => {
    const place = known.get(JSON.stringify(path));
    if (place) return place;
    const step = path.at(-1);
    if (step === undefined) return { offset: 0, keyOffset: 0, shown: '' };
    // What is missing is told at the key that it is missing from.
    const { keyOffset, shown } = find(path.slice(0, -1));
    return { offset: keyOffset, keyOffset, shown: shownStep(shown, typeof step === 'string' ? snake(step) : step) };
  };
  return {
    find,
    note(above, step, { offset, keyOffset, key }) {
      const shown = shownStep(find(above).shown, key ?? step);
      known.set(JSON.stringify([...above, step]), { offset, keyOffset, shown });
    },
  };
}
