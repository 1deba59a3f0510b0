import { asJson, type Output } from './output.js';
import { exitCodes } from './failure.js';
import { callServer, type ServerOptions } from './server-client.js';

export interface EmittedEvent {
  readonly type: string;
  readonly source: string;
  readonly severity?: string | undefined;
  readonly data?: unknown;
}

/** Posts one event to a running server and prints the notification's id. */
export async function emit(event: EmittedEvent, server: ServerOptions, output: Output): Promise<number> {
  const answer = await callServer(server, 'POST', '/v1/events', event);
  const { ids } = answer as { readonly ids?: readonly string[] };
  output.line(ids?.[0] ?? asJson(answer));
  return exitCodes.ok;
}
