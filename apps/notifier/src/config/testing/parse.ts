import type { ChannelConfig, Config } from '../config.js';
import type { Environment } from '../environment.js';
import { parseConfig, type Loaded } from '../load.js';
import { formatProblem } from '../problem.js';
import { chat, hook } from './types.js';

const FILE = '/etc/helix/helix.yaml';

export function parse(text: string, environment: Environment = {}, file = FILE): Loaded {
  return parseConfig(text, file, { types: [chat, hook], environment });
}

/** The configuration, where there is nothing wrong with it. */
export function configOf(text: string, environment: Environment = {}, file = FILE): Config {
  const loaded = parse(text, environment, file);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

/** What is wrong, each as it is printed, without the file's name. */
export function problemsOf(text: string, environment: Environment = {}, file = FILE): string[] {
  const loaded = parse(text, environment, file);
  return loaded.ok ? [] : loaded.problems.map(problem => formatProblem(problem).slice(file.length + 1));
}

export function warningsOf(text: string, environment: Environment = {}): string[] {
  const loaded = parse(text, environment);
  return loaded.ok ? loaded.warnings.map(warning => formatProblem(warning).slice(FILE.length + 1)) : [];
}

/** A file with one channel of that name and those options, on one line that begins at column 5. */
export const withChannel = (name: string, options: string) => `notifications:\n  channels:\n    ${name}: ${options}\n`;

/** That one channel, read. */
export function channelOf(options: string, environment: Environment = {}, file = FILE): ChannelConfig {
  const [channel] = Object.values(configOf(withChannel('hook', options), environment, file).channels);
  if (!channel) throw new Error('the channel is not in the configuration');
  return channel;
}
