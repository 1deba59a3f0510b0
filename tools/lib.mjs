// What the commands of this repository share: installing what is missing, running a step, finding Redis.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command to its end in the repository's root, its output shown as it comes; answers whether it succeeded. */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

/** The same, but the whole command ends with it when it fails. */
export function must(command, args, options) {
  if (!run(command, args, options)) process.exit(1);
}

/** A tool that `npm ci` installed. */
export const tool = name => join(root, 'node_modules/.bin', name);

/** `npm ci`, only where node_modules does not hold what the lockfile says. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing what package-lock.json lists (npm ci) …');
  // The npm that runs this script, where there is one. Install scripts are not needed: every binary is in its package.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...first] = npm;
  must(command, [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  const wanted = Object.entries(packagesIn('package-lock.json') ?? {});
  const fits = ([path, { version, optional }]) =>
    path === '' || (installed[path] ? installed[path].version === version : optional === true);
  return installed !== undefined && wanted.every(fits);
}

function packagesIn(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** Builds what is stale; nx knows by the files that went into it. */
export function ensureBuilt() {
  must(tool('nx'), ['run-many', '-t', 'build', '--outputStyle=static'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Tests run against a real Redis: the one in REDIS_URL, one on PATH, or one that apt can install. */
export function ensureRedis() {
  if (process.env.REDIS_URL || onPath('redis-server') || onPath('valkey-server')) return;
  if (installByApt('redis-server')) return;
  console.error(
    'The tests need a Redis server. Run `sudo apt-get install -y redis-server`, or set REDIS_URL to a running one.',
  );
  process.exit(1);
}

/** What chaos stops processes with. Where there is none, its runs say so. */
export function ensureStrace() {
  if (!onPath('strace')) installByApt('strace');
}

function installByApt(name) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  console.log(`Installing ${name} by apt …`);
  return run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
}

const onPath = name => (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, name)));

/**
 * Runs a long-lived command with our own terminal and ends as it ends. It has a process group of its own, so that each
 * signal reaches it once, through us: from Ctrl-C, from `kill`, and when npm, which passes none on, is killed itself.
 */
export function become(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1_000).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
