// Posts notifications and keeps a ledger of what became of each: `sent`, then `ok`, `refused` or `unknown`. What was not
// acknowledged is repeated under the same Idempotency-Key, as a careful client does.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { obey, options, tell } from './child.mjs';
import { openLedger } from './ledger.mjs';
import { randomFrom } from './random.mjs';

const { url, channels, inFlight, perSecond, repeat = true, bytes = 300, prefix = 'k' } = options;
const ledger = openLedger(options.ledger);
const random = randomFrom(options.seed);
const agent = new Agent({ connections: inFlight, headersTimeout: 15_000, bodyTimeout: 15_000 });
const message = 'The task failed after three attempts. '.repeat(Math.ceil(bytes / 38)).slice(0, bytes);
const startedAt = performance.now();
let { notifications = Infinity } = options;
let next = 0;

obey({ stop: () => void (notifications = next) });
tell({ ready: true });
await Promise.all(Array.from({ length: inFlight }, produce));
tell({ finished: next });

async function produce() {
  while (next < notifications) {
    const number = next++;
    if (perSecond) await sleep(Math.max(0, startedAt + (number * 1_000) / perSecond - performance.now()));
    await deliver(`${prefix}-${number}`);
  }
}

async function deliver(key) {
  for (;;) {
    const sentAt = Date.now();
    ledger.write('sent', key);
    const { kind, words, waitMs } = await post(key);
    ledger.write(kind, key, ...words, sentAt);
    if (kind === 'ok' || !repeat) return;
    await sleep(waitMs * random.between(0.5, 1));
  }
}

async function post(key) {
  try {
    return read(await request(`${url}/v1/notifications`, requestOf(key)));
  } catch (error) {
    return { kind: 'unknown', words: [error.code ?? error.name], waitMs: 200 };
  }
}

function requestOf(key) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const body = JSON.stringify({ title: 'Task Failed', message, type: 'error', channels, metadata: { key } });
  return { dispatcher: agent, method: 'POST', headers, body };
}

async function read({ statusCode, headers, body }) {
  const answer = await body.json();
  if (statusCode === 202) {
    const names = answer.deliveries.map(({ channel }) => channel).join(',');
    return { kind: 'ok', words: [names, answer.id] };
  }
  // Only a full queue says that nothing was stored; a store that is away may have stored it all the same.
  const kind = answer.code === 'overloaded' ? 'refused' : 'unknown';
  const retryAfter = headers['retry-after'] ?? 'none';
  return { kind, words: [statusCode, answer.code, retryAfter], waitMs: 400 };
}
