import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import nock from 'nock';
import { Agent, type buildConnector } from 'undici';

/** Lets nock 14 answer undici, which it does not see by itself. */
export interface NockGateway {
  /** A real undici Agent: pool, parser, time-outs and abort are undici's own; what it sends, nock answers. */
  agent(options?: Omit<Agent.Options, 'connect'>): Agent;
  /** Destroys its agents, drops nock's delayed answers and ends the server. */
  close(): Promise<void>;
}

interface Peer {
  readonly origin: string;
  readonly client: Socket;
}

/** Opens the gateway, and calls `nock.disableNetConnect()`: what no interceptor takes is refused, not sent. */
export function nockGateway(): NockGateway {
  nock.disableNetConnect();
  const peers = new Map<number | undefined, Peer>();
  const agents: Agent[] = [];
  const server = http.createServer((incoming, answer) =>
    replay(peers.get(incoming.socket.remotePort), incoming, answer),
  );
  // A jest set-up file has no place to close it.
  server.unref();
  const listening = once(server.listen(0, '127.0.0.1'), 'listening').then(() => server.address() as AddressInfo);

  const connectToServer: buildConnector.connector = ({ protocol, hostname, port }, callback) => {
    const origin = `${protocol}//${hostname}${port ? `:${port}` : ''}`;
    void listening.then(({ port: gatewayPort }) => {
      const client = connect({ port: gatewayPort, host: '127.0.0.1', noDelay: true });
      const refuse = (error: Error) => callback(error, null);
      client.once('error', refuse).once('connect', () => {
        const { localPort } = client;
        peers.set(localPort, { origin, client });
        client.off('error', refuse).once('close', () => peers.delete(localPort));
        callback(null, client);
      });
    });
  };

  return {
    agent(options = {}) {
      const agent = new Agent({ ...options, connect: connectToServer });
      agents.push(agent);
      return agent;
    },
    async close() {
      // Else the timers of delayed answers keep the process alive.
      nock.abortPendingRequests();
      await Promise.all(agents.map(agent => agent.destroy()));
      await listening;
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Sends the request once more through node:http, where nock is. The client's socket ends with nock's own error, code and all. */
function replay(peer: Peer | undefined, incoming: http.IncomingMessage, answer: http.ServerResponse): void {
  if (!peer) return void incoming.socket.destroy();
  const url = new URL(String(incoming.url), peer.origin);
  const { request } = url.protocol === 'https:' ? https : http;
  const headers = { ...incoming.headers, connection: 'close' };
  const outgoing = request(url, { method: incoming.method, headers, agent: false });
  const fail = (error: Error) => void peer.client.destroy(error);
  outgoing.on('error', fail).on('response', response => {
    answer.writeHead(Number(response.statusCode), response.statusMessage, response.rawHeaders);
    response.on('error', fail).pipe(answer);
  });
  answer.on('close', () => {
    if (!answer.writableFinished) outgoing.destroy();
  });
  incoming.pipe(outgoing);
}
