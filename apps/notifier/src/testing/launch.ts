import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { clientOf, type Client } from './client.js';
import { until } from './until.js';

// jest runs in the package's folder.
const launcher = join('bin', 'helix-notifier.mjs');

export interface Launched extends AsyncDisposable {
  readonly out: () => string;
  readonly err: () => string;
  until(text: string | RegExp): Promise<string>;
  /** Sends the signal, if one is given, and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A server of its own, once it is ready; `call` and `when` speak to it. */
export interface LaunchedServer extends Launched, Client {}

/** `serve` on a free port with this configuration, in a process of its own. */
export async function launchServer(config: string, { env = {} } = {}): Promise<LaunchedServer> {
  const serving = launch(['serve', '--config', config, '--port', '0'], { env });
  try {
    const out = await serving.until(/ready on .*\n/);
    return { ...serving, ...clientOf(/ready on (\S+)/.exec(out)?.[1] ?? '') };
  } catch (error) {
    await serving[Symbol.asyncDispose]();
    throw error;
  }
}

// What a test that failed has left running would keep jest from ending.
const running = new Set<ChildProcess>();
afterAll(() => running.forEach(child => child.kill('SIGKILL')));

/** The built command in a process of its own, as a user starts it; `logTo` is a file for standard error. */
export function launch(argv: readonly string[], { env = {}, input = '', logTo = '' } = {}): Launched {
  const log = logTo === '' ? 'pipe' : openSync(logTo, 'w');
  const child = spawn(execPath, [launcher, ...argv], { env, stdio: ['pipe', 'pipe', log] });
  if (typeof log === 'number') closeSync(log);
  running.add(child);
  const printed = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed.err += chunk.toString()));
  child.stdin?.end(input);
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    out: () => printed.out,
    err: () => printed.err,
    async until(text) {
      await until(
        () => printed,
        ({ out }) => out.search(text) >= 0,
      );
      return printed.out;
    },
    async end(signal) {
      if (signal) child.kill(signal);
      const [code] = await closed;
      return code;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
