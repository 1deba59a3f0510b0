import { once } from 'node:events';
import { createServer } from 'node:net';

// Below what the system gives to outgoing connections, so that nobody takes a port while its owner is down for a moment.
const lowest = 20_000;
const highest = 29_999;

/** A port of this machine on which nobody listens now. */
export async function freePort() {
  const port = lowest + Math.floor(Math.random() * (highest - lowest));
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return isFree ? port : freePort();
}
