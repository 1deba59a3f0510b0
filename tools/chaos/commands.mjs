import { play } from './play.mjs';
import { verdict } from './verdict.mjs';
import { keep } from './results.mjs';
import { runs } from './runs.mjs';

const loaded = async name => (await runs[name]()).run;
const sizeOf = size =>
  Object.entries(size)
    .map(([key, value]) => `--${key} ${value}`)
    .join(' ');

/** Prints what can be played, and at what size. */
export async function list() {
  for (const name of Object.keys(runs)) {
    const { about, drivers, sizes } = await loaded(name);
    console.log(`${name.padEnd(15)} ${about} (--driver ${drivers.join('|')})\n  full:  ${sizeOf(sizes.full)}`);
    console.log(`  smoke: ${sizeOf(sizes.smoke)}`);
  }
  return 0;
}

export function usage() {
  console.error(`npm run chaos -- NAME [--driver D] [--seed S] [--smoke] [a size of the run, as "list" prints them]
npm run chaos -- list | smoke | report
NAME is one of ${Object.keys(runs).join(', ')}`);
  return 2;
}

/** Plays one run, on each of its drivers unless one is named; figures of the full size, or of one given, are kept. */
export async function playOne(name, flags) {
  const run = await loaded(name);
  const { driver, seed, isSmoke, size } = readFlags(flags, run);
  let failed = 0;
  for (const each of driver ? [driver] : run.drivers) {
    console.log(`${name} on ${each}, seed ${seed}, ${sizeOf(size)}`);
    const played = await play({ name, run, driver: each, seed, size, log: console.log });
    failed += verdict({ name, driver: each, seed, ...played });
    // What was made small enough for a smoke test, or is bound to lose, is no figure to publish.
    if (!isSmoke && run.drivers.includes(each)) keep({ run: name, driver: each, seed, size, ...played });
  }
  return failed === 0 ? 0 : 1;
}

/** `--name value` pairs; whatever is no driver, seed or `--smoke` is a size of the run. */
export function readFlags(flags, { sizes }) {
  const isSmoke = flags.includes('--smoke');
  const pairs = flags.filter(flag => flag !== '--smoke');
  const given = {};
  for (let place = 0; place < pairs.length; place += 2) given[pairs[place].slice(2)] = pairs[place + 1];
  const { driver, seed = newSeed(), ...changes } = given;
  const size = { ...(isSmoke ? sizes.smoke : sizes.full) };
  for (const [key, value] of Object.entries(changes)) size[key] = sizeValue(key, value, size);
  return { driver, seed, isSmoke, size };
}

function sizeValue(key, value, size) {
  if (!Object.hasOwn(size, key)) throw new Error(`--${key} is no size of this run; it has ${sizeOf(size)}`);
  const number = Number(value);
  if (typeof size[key] === 'number' && !(number > 0)) throw new Error(`--${key} must be a number above 0`);
  return typeof size[key] === 'number' ? number : value;
}

export const newSeed = () => Date.now().toString(36);
