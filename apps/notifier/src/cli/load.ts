import { channelTypes } from '../channels.js';
import type { Config } from '../config/config.js';
import { environment } from '../config/environment.js';
import { loadConfig } from '../config/load.js';
import { formatProblem } from '../config/problem.js';
import { failure } from './failure.js';
import type { Output } from './output.js';

export interface ServerFlags {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** The configuration in a file; every problem is told at once, each with its place. A flag goes before its variable. */
export function load(file: string, output: Output, { host, port }: ServerFlags = {}): Config {
  const flags = {
    ...(host === undefined ? {} : { HELIX_SERVER_HOST: host }),
    ...(port === undefined ? {} : { HELIX_SERVER_PORT: String(port) }),
  };
  const loaded = loadConfig(file, { types: channelTypes, environment: { ...environment, ...flags } });
  if (!loaded.ok) throw failure(loaded.problems.map(formatProblem).join('\n'));
  for (const warning of loaded.warnings) output.error(`warning: ${formatProblem(warning)}`);
  return loaded.config;
}
