const LONGEST_WORD = 64;

/** The candidate that was probably meant: a slip of the keyboard away, or abbreviated. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const typed = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = edits(typed, candidate.toLowerCase());
    if (distance >= bestDistance || !(isSlip(distance, typed, candidate) || isAbbreviation(typed, candidate))) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `; did you mean 'title'?`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/** One slip for every three letters; of two letters every pair is alike. */
const isSlip = (distance: number, typed: string, candidate: string) =>
  distance <= Math.floor(Math.max(typed.length, candidate.length) / 3);

function isAbbreviation(typed: string, candidate: string): boolean {
  if (typed.length < 3 || !candidate.toLowerCase().startsWith(typed.charAt(0))) return false;
  let found = 0;
  for (const letter of candidate.toLowerCase()) if (letter === typed[found]) found++;
  return found === typed.length;
}

/** Levenshtein's distance, in which a swap of two neighbours is one edit: that is how `tpye` comes about. */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const changed = at(above, column - 1) + (same ? 0 : 1);
      const swap = at(before, column - 2) + (swapped ? 1 : Infinity);
      current.push(Math.min(changed, swap, at(above, column) + 1, at(current, column - 1) + 1));
    }
    before = above;
    above = current;
  }
  return at(above, to.length);
}

const at = (numbers: readonly number[], index: number) => numbers[index] ?? Infinity;
