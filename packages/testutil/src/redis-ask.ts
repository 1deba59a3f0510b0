import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends commands, one a line, and gives the raw replies. Rejects where the server cannot be reached. */
export async function askRedis(port: number, ...commands: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let replies = '';
  socket.on('data', (chunk: string) => (replies += chunk));
  socket.end([...commands, 'QUIT', ''].join('\r\n'));
  await once(socket, 'end');
  return replies;
}
