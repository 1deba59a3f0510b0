import { pino } from 'pino';
import { createApp, type App } from '../app.js';
import { channelTypes } from '../channels.js';
import type { Config } from '../config/config.js';
import { parseConfig } from '../config/load.js';
import { formatProblem } from '../config/problem.js';
import { listen } from '../running.js';
import { call, type Called, type CallOptions } from './call.js';
import { until } from './until.js';

/** A notifier that listens on a free port, as a client sees it. */
export interface TestNotifier extends AsyncDisposable {
  readonly url: string;
  readonly app: App;
  /** All that was logged, a line each. */
  readonly log: readonly string[];
  call(path: string, options?: CallOptions): Promise<Called>;
  /** The notification, as soon as it is as wanted; by default once nothing of it is under way. */
  when(id: string, isWanted?: (entry: Called['json']) => boolean): Promise<Called['json']>;
}

const isFinished = ({ state }: { readonly state: string }) => state !== 'pending';

/** What a YAML text says, for a free port. What is wrong with it is thrown. */
export function configOf(yaml: string): Config {
  const environment = { HELIX_SERVER_PORT: '0' };
  const loaded = parseConfig(yaml, 'helix.yaml', { types: channelTypes, environment });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

/** Runs a notifier with this configuration, a YAML text. */
export async function startNotifier(yaml: string): Promise<TestNotifier> {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: line => void log.push(line) });
  const app = createApp(configOf(yaml));
  const { url, close } = await listen(app, logger);
  const callIt = (path: string, options?: CallOptions) => call(`${url}${path}`, options);
  return {
    url,
    app,
    log,
    call: callIt,
    when: (id, isWanted = isFinished) =>
      until<unknown>(async () => (await callIt(`/v1/notifications/${id}`)).json, isWanted),
    [Symbol.asyncDispose]: async () => {
      await close();
    },
  };
}
