import type { Socket } from 'node:net';

/** Ends a connection with an RST and nothing else. */
export function reset(socket: Socket): void {
  // Node's own resetAndDestroy sends a FIN first, and a peer that reads in between takes that for an orderly end.
  Object.assign(socket, { resetAndClosing: true });
  socket.destroy();
}
