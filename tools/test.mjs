// npm test: installs and builds what is missing, then runs every test of every package with its coverage floor.
import { existsSync, readFileSync } from 'node:fs';
import { ensureInstalled, ensureRedis, root, run, tool } from './lib.mjs';

ensureInstalled();
ensureRedis();
const passed = run(tool('nx'), ['run-many', '-t', 'test', '--outputStyle=static', ...process.argv.slice(2)]);
printCoverage();
if (!passed) {
  console.error('Tests failed: see above. One package alone: npx nx test @helix/notify-core');
  process.exit(1);
}

function printCoverage() {
  const { workspaces } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')).packages[''];
  const folders = Object.entries(JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')).packages)
    .filter(([path, { link }]) => !link && workspaces.some(glob => path.startsWith(glob.replace('*', ''))))
    .map(([path]) => path);
  console.log('\nCoverage             lines   branches');
  for (const folder of folders) {
    const file = `${root}/${folder}/coverage/coverage-summary.json`;
    if (!existsSync(file)) continue;
    const { lines, branches } = JSON.parse(readFileSync(file, 'utf8')).total;
    console.log(
      `${folder.split('/')[1].padEnd(18)} ${String(lines.pct).padStart(6)} % ${String(branches.pct).padStart(7)} %`,
    );
  }
}
