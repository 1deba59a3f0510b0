import { CommanderError } from 'commander';
import { exitCodes, isFailure } from './cli/failure.js';
import type { Output } from './cli/output.js';
import { program } from './cli/program.js';

const terminal: Output = {
  line: text => void process.stdout.write(`${text}\n`),
  error: text => void process.stderr.write(`${text}\n`),
};

/** Runs one command line; answers the exit code. Errors are one sentence, with a stack trace only where it was asked for. */
export async function main(argv: readonly string[], output: Output = terminal): Promise<number> {
  let code: number = exitCodes.ok;
  try {
    await program(output, given => (code = given)).parseAsync(argv, { from: 'user' });
  } catch (error) {
    code = exitCodeOf(error, argv.includes('--verbose'), output);
  }
  return code;
}

function exitCodeOf(error: unknown, verbose: boolean, output: Output): number {
  // The command line itself was wrong, or help was asked for: commander has printed it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const message = error instanceof Error ? error.message : String(error);
  output.error(verbose && error instanceof Error ? (error.stack ?? message) : message);
  return isFailure(error) ? error.exitCode : exitCodes.failed;
}
