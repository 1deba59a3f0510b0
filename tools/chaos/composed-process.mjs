// A notifier composed by hand, for what the real one does not let us choose: who only accepts and who only works, how long
// a lease is, at which of its settlements it dies, how fast its clock runs. It answers like the notifier.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { webhook } from '@helix/channel-webhook';
import { createNotifier, idOf } from '@helix/notify-core';
import { exponential, queued } from '@helix/reliability';
import { openQueue, scaledClock } from './queues.mjs';

const { server, queue: store, notifications, network, composed } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { work = true, leaseMs = 30_000, clockSpeed } = composed;
const clock = clockSpeed && scaledClock(clockSpeed);
const queue = mortal(await openQueue(store, clock), Number(process.env.CHAOS_DIE_AT_SETTLE ?? Infinity));

const entries = Object.entries(notifications.channels);
const channels = Object.fromEntries(
  entries.map(([name, { url, timeoutMs = 5_000 }]) => [name, webhook({ url }, { network, timeoutMs })]),
);
const lanes = Object.fromEntries(
  entries.map(([name, { lane, maxAttempts = Infinity }]) => [name, { ...lane, backoff: exponential({ maxAttempts }) }]),
);
const notifier = createNotifier({
  channels,
  rules: [],
  deliver: queued(queue, { work, leaseMs, lanes, ...(clock && { clock }) }),
});

const routes = {
  'POST /v1/notifications': accept,
  'GET /v1/notifications': find,
  'GET /v1/stats': stats,
  'GET /readyz': async () => [200, { status: 'ready' }],
  'POST /v1/channels': toggle,
};
const http = createServer((request, response) => void answer(request, response));
http.listen(server.port, server.host, () => console.log(`ready on http://${server.host}:${server.port}`));
process.on('SIGTERM', () => void end());

async function answer(request, response) {
  const [, version, what, ...rest] = request.url.split('/');
  const route = routes[`${request.method} /${[version, what].filter(Boolean).join('/')}`];
  const [status, body] = await route(await read(request), request.headers, rest).catch(failed);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function read(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}

async function accept({ channels: names, ...input }, headers) {
  const id = idOf('', headers['idempotency-key']);
  const result = await notifier.notify({ ...input, id, channels: names });
  if (result.stored === 'refused') return [503, { code: 'store_unavailable' }];
  return [202, { id, deliveries: result.jobs.map(({ lane }) => ({ channel: lane })) }];
}

async function find(_body, _headers, [id]) {
  const stored = await queue.get(id);
  const words = { waiting: 'queued', leased: 'sending', done: 'delivered', dead: 'failed', suppressed: 'suppressed' };
  const told = ({ lane, state, attemptCount }) => ({
    channel: lane,
    state: words[state],
    attempt_count: attemptCount,
  });
  return stored ? [200, { deliveries: stored.jobs.map(told) }] : [404, {}];
}

async function stats() {
  const lanesNow = Object.values(await queue.counts());
  const sum = name => lanesNow.reduce((total, lane) => total + lane[name], 0);
  const waiting = { queue: sum('waiting'), retry: sum('retrying'), failed: sum('dead'), in_flight: sum('leased') };
  return [200, { total_sent: sum('delivered'), total_failed: sum('failed'), queue: waiting }];
}

async function toggle(_body, _headers, [channel, verb]) {
  await (verb === 'pause' ? queue.pause(channel, { reason: 'chaos', by: 'chaos' }) : queue.resume(channel));
  return [200, {}];
}

const failed = error => [503, { code: error.code ?? 'internal', detail: error.message }];

async function end() {
  http.close();
  await notifier.close();
  await Promise.all(Object.values(channels).map(channel => channel.close()));
  await queue.close();
  process.exit();
}

/** A queue that kills its process where it would settle something as done for the nth time: it was sent, and nobody knows. */
function mortal(inner, nth) {
  let done = 0;
  const settle = settlements => {
    done += settlements.filter(({ to }) => to === 'done').length;
    if (done >= nth) process.kill(process.pid, 'SIGKILL');
    return inner.settle(settlements);
  };
  return { ...inner, settle };
}
