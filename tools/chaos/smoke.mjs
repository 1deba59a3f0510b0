import { run as runCommand } from '../lib.mjs';
import { newSeed } from './commands.mjs';
import { lacking } from './needs.mjs';
import { play } from './play.mjs';
import { runs } from './runs.mjs';
import { verdict } from './verdict.mjs';

// Most of a run is waiting for leases and outages: a few at once use the cores and disturb nobody. What measures latencies
// or rates is alone.
const atOnce = 6;

// They begin first, the last of these before all, so that no single one is left at the end.
const longest = ['redis-failover', 'kill-acceptor', 'starved', 'fail-points', 'redis-cut'];

/** Every run at its smoke size, beside the proof that the checker and a run can fail. */
export async function smoke() {
  const seed = newSeed();
  console.log(`seed ${seed}`);
  const checked = runCommand(process.execPath, ['--test', '--test-reporter=dot', 'tools/chaos/']);
  const plays = await allPlays(seed);
  const together = await inParallel([controlOf(plays), ...plays.filter(({ run }) => !run.alone)], atOnce);
  const alone = await inParallel(
    plays.filter(({ run }) => run.alone),
    1,
  );
  return checked && together && alone ? 0 : 1;
}

async function allPlays(seed) {
  const all = await Promise.all(Object.entries(runs).map(async ([name, load]) => ({ name, run: (await load()).run })));
  const plays = all.flatMap(({ name, run }) => run.drivers.map(driver => ({ name, run, driver, seed })));
  return plays.sort((a, b) => longest.indexOf(b.name) - longest.indexOf(a.name));
}

/** The memory driver loses what it holds: a run on it has to say so. */
function controlOf(plays) {
  const { must, ...killWorker } = plays.find(({ name }) => name === 'kill-worker').run;
  const tells = (...args) => ({ 'the memory driver: what was lost is told': !must(...args)['lost 0'] });
  // More on its way at a kill than the smallest size has.
  const sizes = { smoke: { ...killWorker.sizes.smoke, kills: 2, notifications: 300 } };
  return { ...plays[0], name: 'control', run: { ...killWorker, sizes, must: tells }, driver: 'memory' };
}

async function inParallel(plays, limit) {
  const left = [...plays];
  let passed = true;
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) passed = (await playSmoke(next)) && passed;
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return passed;
}

async function playSmoke({ name, run, driver, seed }) {
  const missing = lacking(run);
  if (missing.length > 0) {
    console.log(`NOT PLAYED on this machine: ${name} ${driver}, which needs ${missing.join(', ')}`);
    return true;
  }
  try {
    const played = await play({ name, run, driver, seed, size: run.sizes.smoke });
    return verdict({ name, driver, seed, ...played }) === 0;
  } catch (error) {
    console.log(`  FAIL ${name} ${driver}: ${error.message}`);
    return false;
  }
}
