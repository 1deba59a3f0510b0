import type { WorkerEvent } from '@helix/reliability';
import { pino, type Logger } from 'pino';
import { createApp, type App } from '../app.js';
import type { Config } from '../config/config.js';
import { listen, storeFailure, type Running } from '../running.js';
import { stopSignal } from '../stop-signal.js';
import { exitCodes } from './failure.js';
import { logWarnings } from './log-warnings.js';
import type { Output } from './output.js';

/** Runs the service until it is told to stop; its log is JSON, a line each, on standard error. */
export async function serve(config: Config, output: Output): Promise<number> {
  const log = pino(process.stderr);
  const undo = logWarnings(log);
  try {
    return await served(config, log, output);
  } finally {
    undo();
  }
}

async function served(config: Config, log: Logger, output: Output): Promise<number> {
  const app = await createApp(config, event => logged(log, event));
  const running = await listen(app, log);
  const signal = await untilSignal(app, running, output);
  output.line(`${signal}: finishing what is on its way …`);
  const left = await running.close();
  output.line(farewell(left, config.queue.driver));
  return exitCodes.ok;
}

async function untilSignal(app: App, { url, close }: Running, output: Output): Promise<NodeJS.Signals> {
  // Whoever reads that it is ready may stop it at once.
  const stopping = stopSignal();
  output.line(`queue: ${whereabouts(app.config.queue)}`);
  if (!app.store.isReady())
    output.line(`listening on ${url}; the queue cannot be reached yet, and requests get 503 until it is`);
  void app.store.opened.then(() => output.line(`helix-notifier is ready on ${url}`));
  const ended = await Promise.race([stopping, app.store.broken]);
  if (typeof ended === 'string') return ended;
  await close();
  throw storeFailure(ended);
}

/** Where the queue is; of an address with a password the host alone. */
function whereabouts(queue: Config['queue']): string {
  if (queue.driver === 'memory') return 'in memory; what waits is lost when the process ends';
  if (queue.driver === 'embedded') return `embedded, in ${queue.path}`;
  return `redis at ${new URL(queue.url.reveal()).host}, under ${queue.prefix}; accepted means confirmed by ${queue.confirm}`;
}

function farewell(left: number | undefined, driver: Config['queue']['driver']): string {
  if (left === 0) return 'stopped';
  if (left === undefined) return 'stopped; the queue cannot be asked, so how many still wait is not known';
  const fate = driver === 'memory' ? 'lost since the queue is in memory' : 'kept for the next start';
  return `stopped; still waiting, and ${fate}: ${left}`;
}

/** What an operator must see: failures, lanes that close and open again, a store that goes and comes back. */
const told: Partial<Record<WorkerEvent['kind'], string>> = {
  dead: 'delivery failed',
  later: 'delivery waits',
  lane_closed: 'lane closed',
  lane_opened: 'lane opened',
  store_away: 'store away',
  store_back: 'store back',
};

function logged(log: Logger, event: WorkerEvent): void {
  const message = told[event.kind];
  if (message !== undefined) log.warn(event, message);
}
