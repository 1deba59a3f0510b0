import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { together } from './figures.mjs';
import { openStage } from './stage.mjs';

/**
 * Plays all rounds of a run. What a round found is kept under the run, driver, seed and size in the temporary folder: a
 * run that was broken off goes on after its last whole round when it is started again with the same ones.
 */
export async function play({ name, run, driver, seed, size, log = () => undefined }) {
  const folder = join(tmpdir(), 'helix-chaos', [name, driver, seed, sizeName(size)].join('-'));
  mkdirSync(folder, { recursive: true });
  const state = join(folder, 'rounds.jsonl');
  const rounds = roundsIn(state);
  if (rounds.length > 0) log(`${name}: ${rounds.length} of ${size.rounds} rounds were played before`);
  const startedAt = performance.now();

  for (let round = rounds.length; round < size.rounds; round += 1) {
    const figures = await playRound({
      run,
      driver,
      size,
      round,
      seed: `${seed}/${round}`,
      folder: join(folder, `round-${round}`),
    });
    rounds.push(figures);
    appendFileSync(state, `${JSON.stringify(figures)}\n`);
    log(`${name} ${driver}: round ${round + 1} of ${size.rounds}: ${JSON.stringify(figures)}`);
  }
  rmSync(state);
  // What else is left there are the ledgers of rounds that failed.
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
  const figures = together(rounds);
  return {
    figures,
    shown: run.must(figures, size, driver),
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
}

/** A round that fails, or does not show what it must, leaves its folder with every ledger behind. */
async function playRound({ run, ...options }) {
  const { folder, seed, size, driver } = options;
  const stage = openStage(options);
  try {
    const figures = await run.round(stage);
    await stage.end();
    const missed = Object.entries(run.must(figures, { ...size, rounds: 1 }, driver)).filter(([, isSo]) => !isSo);
    if (missed.length === 0) rmSync(folder, { recursive: true });
    else console.log(`not shown: ${missed.map(([what]) => what).join('; ')} (seed ${seed}; ledgers: ${folder})`);
    return figures;
  } catch (error) {
    await stage.end();
    throw new Error(`${error.message} (seed ${seed}; ledgers: ${folder})`, { cause: error });
  }
}

const sizeName = size =>
  Object.values(size)
    .join('-')
    .replace(/[^\w.-]/g, '_')
    .slice(0, 100);

function roundsIn(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}
