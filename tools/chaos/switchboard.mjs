import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** One address that leads to whichever port it was last told, as a virtual address does after a failover. */
export async function switchboard(stage, firstPort) {
  let port = firstPort;
  const open = new Set();
  const server = createServer(client => {
    const target = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, target],
      [target, client],
    ])
      join(from, to, open);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const cut = () => open.forEach(socket => socket.destroy());
  stage.onEnd(() => {
    cut();
    server.close();
  });
  return {
    port: server.address().port,
    leadTo(next) {
      port = next;
      cut();
    },
  };
}

function join(from, to, open) {
  open.add(from);
  from.pipe(to);
  from.on('error', () => undefined);
  from.on('close', () => {
    open.delete(from);
    to.destroy();
  });
}
