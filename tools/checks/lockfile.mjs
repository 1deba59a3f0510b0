// npm leaves optional platform packages out of a lockfile when the registry lacks them, and then refuses that lockfile:
// every optional dependency must have its entry.
import { readFileSync } from 'node:fs';
import { root } from '../lib.mjs';

const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'));

function isLocked(from, name) {
  if (packages[`${from && `${from}/`}node_modules/${name}`]) return true;
  if (from === '') return false;
  const parent = from.includes('node_modules/')
    ? from.slice(0, from.lastIndexOf('node_modules/')).replace(/\/$/, '')
    : '';
  return isLocked(parent, name);
}

const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter(name => !isLocked(path, name))
    .map(name => `${path}: ${name}`),
);
const located = Object.entries(packages).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''));
for (const line of missing) console.error(`package-lock.json lacks the optional dependency of ${line}`);
for (const [path] of located)
  console.error(`package-lock.json names a registry for ${path}: keep omit-lockfile-registry-resolved in .npmrc`);
if (missing.length || located.length) process.exit(1);
