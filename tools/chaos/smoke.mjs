import { run as runCommand } from '../lib.mjs';
import { newSeed } from './commands.mjs';
import { play } from './play.mjs';
import { runs } from './runs.mjs';
import { verdict } from './verdict.mjs';

// Most of a run is waiting for leases and outages: a few at once use the cores and disturb nobody. What measures latencies
// or rates is alone.
const atOnce = 4;

/** Every run at its smoke size, after the proof that the checker and a run can fail. */
export async function smoke() {
  const seed = newSeed();
  console.log(`seed ${seed}`);
  const checked = runCommand(process.execPath, ['--test', '--test-reporter=dot', 'tools/chaos/']);
  const all = await Promise.all(Object.entries(runs).map(async ([name, load]) => ({ name, run: (await load()).run })));
  const each = all.flatMap(({ name, run }) => run.drivers.map(driver => ({ name, run, driver, seed })));
  const together = await inParallel(
    each.filter(({ run }) => !run.alone),
    atOnce,
  );
  const alone = await inParallel(
    each.filter(({ run }) => run.alone),
    1,
  );
  const shownToFail = await control(all, seed);
  return checked && shownToFail && [...together, ...alone].every(Boolean) ? 0 : 1;
}

async function inParallel(plays, limit) {
  const left = [...plays];
  const passed = [];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) passed.push(await playSmoke(next));
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return passed;
}

async function playSmoke({ name, run, driver, seed }) {
  try {
    const played = await play({ name, run, driver, seed, size: run.sizes.smoke });
    return verdict({ name, driver, seed, ...played }) === 0;
  } catch (error) {
    console.log(`  FAIL ${name} ${driver}: ${error.message}`);
    return false;
  }
}

/** The memory driver loses what it holds: a run on it has to say so. */
async function control(all, seed) {
  const { name, run } = all.find(each => each.name === 'kill-worker');
  const { shown } = await play({ name, run, driver: 'memory', seed, size: run.sizes.smoke });
  const isShown = Object.values(shown).includes(false);
  console.log(`  ${isShown ? 'PASS' : 'FAIL'} ${name} on the memory driver tells what was lost`);
  return isShown;
}
