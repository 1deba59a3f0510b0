// The receivers, one path each: they accept, refuse, answer late or never, and keep a ledger of all that came.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { obey, options, tell } from './child.mjs';
import { openLedger } from './ledger.mjs';
import { randomFrom } from './random.mjs';
import { receiver } from './receiver.mjs';

const ledger = openLedger(options.ledger);
const random = randomFrom(options.seed);
const receivers = new Map(
  Object.entries(options.channels).map(([channel, behaviour]) => [channel, receiver(behaviour, random)]),
);

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => void receive(request.url.slice(1), Buffer.concat(chunks), response));
  request.on('error', () => undefined);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => tell({ ready: { port: server.address().port } }));
let isAwaited = false;
obey({
  behave: ([channel, behaviour]) => receivers.get(channel).behave(behaviour),
  tellNext: () => void (isAwaited = true),
});

async function receive(channel, body, response) {
  const answer = receivers.get(channel)?.answer() ?? { status: 404 };
  const id = `${JSON.parse(String(body)).metadata.key}:${channel}`;
  await sleep(answer.latencyMs ?? 0);
  if (response.destroyed) return;
  if (answer.fault) return fail(answer.fault, id, response);
  // In the ledger before the answer: who is killed after it was answered has delivered.
  ledger.write(answer.status === 200 ? 'accepted' : 'refused', id, answer.status);
  response.writeHead(answer.status, answer.headers).end();
  if (isAwaited && answer.status === 200) tell({ next: Date.now() });
  isAwaited &&= answer.status !== 200;
}

function fail(fault, id, response) {
  ledger.write('refused', id, fault);
  if (fault === 'reset') response.socket.resetAndDestroy();
}
