/** Prints a run's figures in one row and what it had to show; answers how much of that it did not. */
export function verdict({ name, driver, seed, figures, shown, seconds }) {
  const row = Object.entries(figures).map(([key, value]) => `${key} ${Math.round(value * 1_000) / 1_000}`);
  console.log(`| ${name} | ${driver} | ${row.join(' · ')} | ${seconds} s | seed ${seed} |`);
  for (const [what, isSo] of Object.entries(shown)) console.log(`  ${isSo ? 'PASS' : 'FAIL'} ${what}`);
  return Object.values(shown).filter(isSo => !isSo).length;
}
