import type { WorkerEvent } from '@helix/reliability';
import { pino, type Logger } from 'pino';
import { createApp } from '../app.js';
import type { Config } from '../config/config.js';
import { listen } from '../running.js';
import { stopSignal } from '../stop-signal.js';
import { exitCodes } from './failure.js';
import type { Output } from './output.js';

/** Runs the service until it is told to stop; its log is JSON, a line each, on standard error. */
export async function serve(config: Config, output: Output): Promise<number> {
  const log = pino(pino.destination(2));
  const running = await listen(
    createApp(config, event => logged(log, event)),
    log,
  );
  // Whoever reads that it is ready may stop it at once.
  const stopping = stopSignal();
  output.line(`helix-notifier is ready on ${running.url}`);
  const signal = await stopping;
  output.line(`${signal}: finishing what is on its way …`);
  const left = await running.close();
  output.line(left === 0 ? 'stopped' : `stopped; still waiting, and lost since the queue is in memory: ${left}`);
  return exitCodes.ok;
}

/** What an operator must see: failures, and lanes that close and open again. */
function logged(log: Logger, event: WorkerEvent): void {
  if (event.kind === 'dead' || event.kind === 'later')
    log.warn(event, `delivery ${event.kind === 'dead' ? 'failed' : 'waits'}`);
  if (event.kind === 'lane_closed' || event.kind === 'lane_opened') log.warn(event, event.kind.replace('_', ' '));
}
