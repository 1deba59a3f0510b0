/** Asks each part for its own items, all at once; answers stand in the places of their items. */
export async function scatter<P, I, A>(
  parts: readonly P[],
  items: readonly I[],
  placeOf: (item: I) => number,
  ask: (part: P, own: readonly I[]) => Promise<readonly A[]>,
): Promise<A[]> {
  const groups = new Map<number, { readonly own: I[]; readonly indices: number[] }>();
  for (const [index, item] of items.entries()) {
    const place = placeOf(item);
    const group = groups.get(place) ?? { own: [], indices: [] };
    groups.set(place, group);
    group.own.push(item);
    group.indices.push(index);
  }
  const answers = new Array<A>(items.length);
  const asked = [...groups].map(async ([place, { own, indices }]) => {
    const told = await ask(parts[place] as P, own);
    for (const [nth, index] of indices.entries()) answers[index] = told[nth] as A;
  });
  await Promise.all(asked);
  return answers;
}
