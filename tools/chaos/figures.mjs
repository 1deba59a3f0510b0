// Figures of several rounds as one: what grows is added up; of times, sizes and ratios the worst counts, of rates the lowest.
const worst = /(Ms|Mb|Ratio)$/;
const lowest = /PerSecond$/;

export function together(rounds) {
  const sum = {};
  for (const [name, value] of rounds.flatMap(figures => Object.entries(figures))) {
    sum[name] = name in sum ? combine(name, sum[name], value) : value;
  }
  return sum;
}

function combine(name, before, value) {
  if (worst.test(name)) return Math.max(before, value);
  return lowest.test(name) ? Math.min(before, value) : before + value;
}

/** What every run must show of its checked figures. */
export const nothingLost = ({ lost, unexpected, unbalanced, waiting }) => ({
  'lost 0': lost === 0,
  'unexpected 0': unexpected === 0,
  'the store counts what was accepted': unbalanced === 0,
  'nothing left waiting': waiting === 0,
});

/** At most what was on its way at each kill may be sent again. */
export const duplicatesWithin = (limit, { duplicated }) => ({
  [`duplicates ≤ ${limit}, what was on its way at the kills`]: duplicated <= limit,
});

/** A lease, and what it takes to see that it is over. */
export const finishedWithin = (limitMs, { finishedMs }) => ({
  [`finished ≤ ${limitMs} ms after the last kill and start`]: finishedMs <= limitMs,
});
