// npm run check: everything but the tests. Runs all of it and tells at the end what failed.
import { ensureInstalled, root, run, tool } from './lib.mjs';

const node = process.execPath;
const steps = {
  'lockfile is complete': [node, 'tools/checks/lockfile.mjs'],
  'types, lint and boundaries, build': [
    tool('nx'),
    'run-many',
    '-t',
    'typecheck',
    'lint',
    'build',
    '--outputStyle=static',
  ],
  'lint of the tools': [tool('eslint'), 'tools'],
  formatting: [tool('prettier'), '--check', '--log-level', 'warn', '.'],
  'unused code': [tool('knip'), '--config', 'tools/config/knip.json', '--no-progress'],
  'code in the READMEs compiles': [node, 'tools/checks/readmes.mjs'],
  'shape of the packages': [node, 'tools/checks/shape.mjs'],
  'packed packages work in an empty folder': [node, 'tools/checks/packed.mjs'],
  'a notifier composed by hand survives its own kill -9': [node, 'tools/checks/composed.mjs'],
};

ensureInstalled();
const failed = Object.entries(steps).filter(([name, [command, ...args]]) => {
  console.log(`\n▸ ${name}`);
  return !run(command, args);
});
for (const [name] of failed) console.error(`✖ ${name}`);
if (failed.length) process.exit(1);
console.log(`\nAll ${Object.keys(steps).length} checks of ${root} passed.`);
