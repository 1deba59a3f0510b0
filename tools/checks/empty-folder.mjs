// An empty folder of a user, with packed tarballs installed in it, and scripts run there.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack, published } from './packages.mjs';

const execute = promisify(execFile);

/** `packages`: of ours, by name. `others`: from the registry, with their versions. */
export async function emptyFolder({ packages, others = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'helix-packed-'));
  const tarballs = published.filter(({ name }) => packages.includes(name)).map(each => pack(each, folder).tarball);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  await execute('npm', ['install', ...quiet, ...tarballs, ...others], { cwd: folder });
  return {
    write: (file, code) => writeFileSync(join(folder, file), code),
    /** To its end; what it printed. The time-out is the check that nothing keeps the process. */
    async run(command, args, environment = {}) {
      const options = { cwd: folder, timeout: 20_000, env: { ...process.env, ...environment } };
      const { stdout } = await execute(command, args, options).catch(failed);
      return stdout;
    },
    start: (args, environment) => started(spawn(process.execPath, args, { cwd: folder, env: environment })),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A script that runs on: how it ended, and what it printed until then. */
function started(child) {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (printed += text));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, printed }));
  return { ended, kill: signal => child.kill(signal) };
}

function failed({ stdout, stderr, message, killed }) {
  throw new Error(killed ? `${message}: it did not end by itself` : `${message}\n${stdout}${stderr}`);
}
