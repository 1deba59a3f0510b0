import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Why a server did not come up: no such binary, the port in use, or what it said itself. */
export interface StartFailure {
  readonly failure: 'missing' | 'taken' | 'other';
  readonly output: string;
}

/** Starts the binary and waits until it takes connections. It is killed when this process exits. */
export function spawnRedis(binary: string, args: readonly string[]): Promise<ChildProcess | StartFailure> {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return untilReady(child);
}

function untilReady(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream },
): Promise<ChildProcess | StartFailure> {
  return new Promise(resolve => {
    let output = '';
    function read(chunk: Buffer): void {
      output += String(chunk);
      if (!output.includes('Ready to accept connections')) return;
      child.stdout.off('data', read).resume();
      resolve(child);
    }
    child.stdout.on('data', read);
    child.once('error', ({ message }) => resolve({ failure: 'missing', output: message }));
    child.once('close', () =>
      resolve({ failure: output.includes('Address already in use') ? 'taken' : 'other', output }),
    );
  });
}

/** Sends the signal, and waits for the end of the process where the signal is one that ends it. */
export async function signalProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await closed;
}
