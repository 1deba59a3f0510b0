/** In slices of at most `most`, by what each weighs; what weighs more alone is a slice of its own. */
export function slicesOf<I>(items: readonly I[], most: number, weightOf: (item: I) => number = () => 1): I[][] {
  const slices: I[][] = [];
  let room = 0;
  for (const item of items) {
    room -= weightOf(item);
    const slice = slices.at(-1);
    if (slice && room >= 0) {
      slice.push(item);
      continue;
    }
    slices.push([item]);
    room = most - weightOf(item);
  }
  return slices;
}
