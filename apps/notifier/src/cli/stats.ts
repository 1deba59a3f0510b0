import type { statsShape } from '../ledger/stats.js';
import { exitCodes } from './failure.js';
import { asJson, table, type Format, type Output } from './output.js';
import { callServer, type ServerOptions } from './server-client.js';

const columns = ['CHANNEL', 'SENT', 'FAILED', 'LAST SUCCESS', 'LAST FAILURE', 'AVG MS', 'P95 MS'];

/** The numbers of a running server. */
export async function stats(server: ServerOptions, format: Format, output: Output) {
  const answer = (await callServer(server, 'GET', '/v1/stats')) as ReturnType<typeof statsShape>;
  output.line(format === 'json' ? asJson(answer) : told(answer));
  return exitCodes.ok;
}

function told({ total_sent, total_failed, by_channel, queue }: ReturnType<typeof statsShape>): string {
  const rows = Object.entries(by_channel).map(([name, channel]) => [
    name,
    channel.sent,
    channel.failed,
    channel.last_success,
    channel.last_failure,
    channel.avg_latency_ms,
    channel.p95_latency_ms,
  ]);
  const { queue: waiting, retry, failed, in_flight, oldest_age_ms } = queue;
  return [
    table([columns, ...rows, ['all', total_sent, total_failed]]),
    `waiting: ${waiting}, to be tried again: ${retry}, in flight: ${in_flight}, dead letters: ${failed}; the oldest is due for ${oldest_age_ms} ms`,
  ].join('\n');
}
