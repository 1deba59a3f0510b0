import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from './random.mjs';

/** Where one round is played: its folder, its chance, its size, and what has to be ended when it is over. */
export function openStage({ folder, seed, size, driver, round }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const endings = [];
  return {
    folder,
    seed,
    round,
    size,
    driver,
    random: randomFrom(seed),
    file: name => join(folder, name),
    onEnd: end => void endings.push(end),
    /** The last started ends first. */
    async end() {
      while (endings.length > 0) await endings.pop()();
    },
  };
}
