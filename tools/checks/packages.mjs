// The published packages, and how to pack them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib.mjs';

export const published = readdirSync(join(root, 'packages')).map(name => {
  const folder = join(root, 'packages', name);
  return { name: `@helix/${name}`, folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
});

/** Packs a package into a folder; answers the tarball's path and the files in it. */
export function pack({ folder }, into) {
  const printed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
    cwd: folder,
    encoding: 'utf8',
  });
  const answer = JSON.parse(printed);
  const [{ filename, files }] = Array.isArray(answer) ? answer : Object.values(answer);
  return { tarball: join(into, filename), files: files.map(({ path }) => path) };
}
