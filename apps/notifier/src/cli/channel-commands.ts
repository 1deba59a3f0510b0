import type { pauseChannel } from '../http/channels.js';
import type { testChannel } from '../http/test-channel.js';
import { exitCodes } from './failure.js';
import { asJson, type Format, type Output } from './output.js';
import { callServer, type ServerOptions } from './server-client.js';

type Channel = Awaited<ReturnType<typeof pauseChannel>>;
const pathOf = (name: string, verb: string) => `/v1/channels/${encodeURIComponent(name)}/${verb}`;

export interface PauseOptions {
  readonly reason?: string | undefined;
  /** RFC 3339. */
  readonly until?: string | undefined;
}

/** Lets nothing of a channel leave. */
export async function pause(name: string, why: PauseOptions, server: ServerOptions, format: Format, output: Output) {
  const channel = (await callServer(server, 'POST', pathOf(name, 'pause'), why)) as Channel;
  const until = channel.paused?.until ?? `it is resumed: helix-notifier resume ${name}`;
  output.line(format === 'json' ? asJson(channel) : `${name} is paused until ${until}`);
  return exitCodes.ok;
}

/** Ends a pause, and closes the channel's breaker. */
export async function resume(name: string, server: ServerOptions, format: Format, output: Output) {
  const channel = (await callServer(server, 'POST', pathOf(name, 'resume'))) as Channel;
  output.line(format === 'json' ? asJson(channel) : `${name} is resumed; waiting: ${channel.waiting}`);
  return exitCodes.ok;
}

/** Sends a real message through a channel; 1 where the provider did not take it. */
export async function test(name: string, server: ServerOptions, format: Format, output: Output) {
  const answer = await callServer(server, 'POST', pathOf(name, 'test'));
  const { duration_ms, error } = answer as Awaited<ReturnType<typeof testChannel>>;
  if (format === 'json') output.line(asJson(answer));
  else if (error) output.error(`${name}: failed after ${duration_ms} ms, ${error.code}: ${error.detail}`);
  else output.line(`${name}: delivered in ${duration_ms} ms`);
  return error ? exitCodes.failed : exitCodes.ok;
}
