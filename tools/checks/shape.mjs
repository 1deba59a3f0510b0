// Is each package publishable as it is? publint and attw judge the tarball; the rest is the rules of the house.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, tool } from '../lib.mjs';
import { pack, published } from './packages.mjs';

const folder = mkdtempSync(join(tmpdir(), 'helix-shape-'));
const complaints = [];

for (const each of published) {
  const { name, manifest } = each;
  const { tarball, files } = pack(each, folder);
  const judged =
    run(tool('publint'), [tarball, '--strict']) &&
    run(tool('attw'), [tarball, '--format', 'ascii', '--no-emoji', '--no-color', '--quiet', '--profile', 'node16'], {
      cwd: root,
    });
  if (!judged) complaints.push(`${name}: publint or attw complained`);
  for (const wanted of [
    'README.md',
    'LICENSE',
    'package.json',
    'dist/index.js',
    'dist/index.cjs',
    'dist/index.d.ts',
    'dist/index.d.cts',
  ]) {
    if (!files.includes(wanted)) complaints.push(`${name}: the tarball lacks ${wanted}`);
  }
  for (const file of files.filter(
    path => !/^(dist\/|README\.md|LICENSE|package\.json)/.test(path) || path.endsWith('.map'),
  )) {
    complaints.push(`${name}: the tarball holds ${file}`);
  }
  if (manifest.sideEffects !== false) complaints.push(`${name}: sideEffects is not false`);
  if (manifest.engines?.node !== '>=20.19.0') complaints.push(`${name}: engines.node is not >=20.19.0`);
  if (Object.keys(manifest.scripts ?? {}).some(script => /^(pre|post)?install$|^prepare$/.test(script)))
    complaints.push(`${name}: has an install script`);
}
rmSync(folder, { recursive: true });
for (const line of complaints) console.error(line);
if (complaints.length) process.exit(1);
console.log(`${published.length} packages are publishable as they are`);
