import { pino } from 'pino';
import { createApp, type App } from '../app.js';
import { channelTypes } from '../channels.js';
import type { Config } from '../config/config.js';
import type { Environment } from '../config/environment.js';
import { parseConfig } from '../config/load.js';
import { formatProblem } from '../config/problem.js';
import { listen } from '../running.js';
import { clientOf, type Client } from './client.js';

/** A notifier in this process that listens on a free port. */
export interface TestNotifier extends Client, AsyncDisposable {
  readonly app: App;
  /** All that was logged, a line each. */
  readonly log: readonly string[];
}

/** What a YAML text says, for a free port and, unless `overrides` say something else, a queue in memory. What is wrong with it is thrown. */
export function configOf(yaml: string, overrides: Environment = {}): Config {
  const environment = { HELIX_SERVER_PORT: '0', HELIX_QUEUE_DRIVER: 'memory', ...overrides };
  const loaded = parseConfig(yaml, 'helix.yaml', { types: channelTypes, environment });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

/** Runs a notifier with this configuration, a YAML text. */
export async function startNotifier(yaml: string, overrides: Environment = {}): Promise<TestNotifier> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: line => void log.push(line) });
  const app = await createApp(configOf(yaml, overrides));
  const { url, close } = await listen(app, logger);
  return {
    ...clientOf(url),
    app,
    log,
    [Symbol.asyncDispose]: async () => {
      await close();
    },
  };
}
