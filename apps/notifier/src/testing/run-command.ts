import { main } from '../main.js';
import { until } from './until.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command line to its end, in this process. */
export async function run(...argv: readonly string[]): Promise<Ran> {
  const { output, out, err } = recorder();
  const code = await main(argv, output);
  return { code, out: out(), err: err() };
}

export interface RunningCommand {
  readonly out: () => string;
  /** Resolves with the whole output once it holds the text. */
  until(text: string | RegExp): Promise<string>;
  /** Resolves when it ends by itself. */
  ended(): Promise<Ran>;
  /** As Ctrl-C or `kill` does; resolves when the command has ended. */
  stop(signal?: NodeJS.Signals): Promise<Ran>;
}

/** A command that runs until it is told to stop. */
export function start(...argv: readonly string[]): RunningCommand {
  const { output, out, err } = recorder();
  const codeAtEnd = main(argv, output);
  const ended = async () => ({ code: await codeAtEnd, out: out(), err: err() });
  return {
    out,
    ended,
    until: text => until(out, so => so.search(text) >= 0),
    async stop(signal = 'SIGTERM') {
      process.emit(signal, signal);
      return ended();
    },
  };
}

function recorder() {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = { line: (text: string) => void lines.push(text), error: (text: string) => void errors.push(text) };
  return { output, out: () => lines.join('\n'), err: () => errors.join('\n') };
}
