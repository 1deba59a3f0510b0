import { createEventBus } from '@helix/event-bus';
import { connect } from '@helix/notify-core';
import type { WorkerEvent } from '@helix/reliability';
import { pino } from 'pino';
import { createApp, type App } from '../app.js';
import { channelTypes } from '../channels.js';
import { parseConfig } from '../config/load.js';
import { formatProblem } from '../config/problem.js';
import { statsShape } from '../ledger/stats.js';
import { listen } from '../running.js';
import { sandboxConfig } from '../sandbox/config.js';
import { feed } from '../sandbox/feed.js';
import { receivers } from '../sandbox/receivers.js';
import { traffic } from '../sandbox/traffic.js';
import { stopSignal } from '../stop-signal.js';
import { exitCodes, failure } from './failure.js';
import type { Output } from './output.js';

export interface SandboxOptions {
  readonly port: number;
  readonly withTraffic: boolean;
  readonly coloured: boolean;
}

/** The whole service against local mock receivers, with events that come by themselves: nothing leaves the machine. */
export async function sandbox({ port, withTraffic, coloured }: SandboxOptions, output: Output): Promise<number> {
  const mocks = await receivers();
  let tell: (event: WorkerEvent) => void = () => undefined;
  const app = await createApp(parsed(sandboxConfig({ port, ...mocks })), event => tell(event));
  tell = feed(app.queue, output, coloured);
  const running = await listen(app, pino({ level: 'error' }, process.stderr)).catch(async (error: unknown) => {
    await mocks.close();
    throw error;
  });
  const asked = stopSignal();
  output.line(welcome(running.url, mocks));

  const bus = createEventBus();
  connect(bus, app.notifier);
  const stopping = new AbortController();
  const publishing = withTraffic ? traffic(bus, stopping.signal) : Promise.resolve();

  await asked;
  stopping.abort();
  await publishing;
  await bus.drain();
  const summary = await told(app);
  await running.close();
  await mocks.close();
  output.line(summary);
  return exitCodes.ok;
}

function parsed(text: string) {
  const loaded = parseConfig(text, 'sandbox.yaml', { types: channelTypes, environment: {} });
  if (!loaded.ok) throw failure(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

function welcome(
  url: string,
  { slackUrl, webhookUrl }: { readonly slackUrl: string; readonly webhookUrl: string },
): string {
  return `
Helix sandbox is ready on ${url}
  mock Slack    ${slackUrl}
  mock webhook  ${webhookUrl}

Send an event of your own from another terminal:
  curl ${url}/v1/events -H 'content-type: application/json' \\
    -d '{"type":"task.failed","source":"demo","severity":"error","data":{"task_id":"t-1","error":"boom"}}'
and ask what became of it: curl ${url}/v1/notifications/ID · all in numbers: curl ${url}/v1/stats
The receivers misbehave now and then, on purpose: they answer 500, 503, 422 and 429.
Ctrl-C stops. ✔ delivered · ↻ tried again · ✖ dead letter
`;
}

async function told({ queue, notifier }: App): Promise<string> {
  const stats = statsShape(await queue.counts(), notifier.stats());
  return `\nStopped: ${stats.total_sent} delivered, ${stats.total_failed} failed, ${stats.queue.queue + stats.queue.retry} still waiting.`;
}
