/** Runs `once` `total` times, `inFlight` at a time; answers the rate per second. */
export async function rate(once, { total, inFlight }) {
  let left = total;
  const start = performance.now();
  const lane = async () => {
    while (left-- > 0) await once();
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return total / ((performance.now() - start) / 1000);
}

/** All candidates in turn, round by round, so that a noisy moment hits all alike; answers each one's rates. */
export async function inTurn(candidates, { rounds, ...size }) {
  const rates = Object.fromEntries(Object.keys(candidates).map(name => [name, []]));
  for (const once of Object.values(candidates)) await rate(once, { ...size, total: Math.ceil(size.total / 2) });
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, once] of Object.entries(candidates)) rates[name].push(await rate(once, size));
  }
  return rates;
}

export const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The median of the ratios of one round's rates: both saw the same machine. */
export const ratio = (ours, theirs) => median(ours.map((value, round) => value / theirs[round]));

/** Runs `work` and answers how many of `count` it did a second. */
export async function timed(count, work) {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
}

/** `work` for each of `items`, `inFlight` at a time. */
export async function inParallel(inFlight, items, work) {
  const iterator = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
