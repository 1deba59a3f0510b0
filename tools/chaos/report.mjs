import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { results } from './results.mjs';
import { runs } from './runs.mjs';

const page = new URL('../../docs/reliability.md', import.meta.url);
const markers = /(<!-- results of npm run chaos -->)[\s\S]*(<!-- end of results -->)/;

/** Writes the latest figures of every run between the markers of docs/reliability.md. */
export async function report() {
  const rows = await Promise.all(Object.keys(runs).map(rowsOf));
  const table = ['| run | on | size | figures | shown | when, seed |', '| - | - | - | - | - | - |', ...rows.flat()];
  const text = readFileSync(page, 'utf8').replace(markers, (_, begin, end) =>
    [begin, '', ...table, '', end].join('\n'),
  );
  const options = await resolveConfig(page);
  writeFileSync(page, await format(text, { ...options, parser: 'markdown' }));
  return 0;
}

async function rowsOf(name) {
  const { run } = await runs[name]();
  const kept = latest(results().filter(result => result.run === name));
  const unplayed = run.drivers.filter(driver => !kept.some(result => result.driver === driver));
  const still = unplayed.map(driver => `| ${name} | ${driver} | not played above its smoke size yet | | | |`);
  return [...kept.map(result => row(result, run)), ...still];
}

/** The last of each driver and variant: variants are the sizes that are words. */
function latest(all) {
  const variant = ({ driver, size }) => [driver, ...Object.values(size).filter(value => typeof value === 'string')];
  return [...new Map(all.map(result => [variant(result).join(), result])).values()];
}

function row({ run: name, driver, size, figures, shown, at, seed }, { sizes }) {
  const less = Object.entries(sizes.full).filter(([key, value]) => typeof value === 'number' && size[key] < value);
  const full = less.map(([key, value]) => `${key} ${value}`).join(', ');
  const words = [named(size) + (full && ` (full size, not played: ${full})`), named(figures), shownOf(shown)];
  return `| ${name} | ${driver} | ${words.join(' | ')} | ${at.slice(0, 10)}, ${seed} |`;
}

const named = values =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${rounded(value)}`)
    .join(', ');
const rounded = value => (typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value);

function shownOf(shown) {
  const missed = Object.keys(shown).filter(what => !shown[what]);
  return missed.length === 0 ? 'all' : `not: ${missed.join('; ')}`;
}
