import type { listDeadLetters } from '../http/dead-letters.js';
import type { findNotification } from '../http/notifications.js';
import { exitCodes, failure } from './failure.js';
import { asJson, table, type Format, type Output } from './output.js';
import { askServer, assertDone, callServer, type ServerOptions } from './server-client.js';

export interface DeadLetterFilter {
  readonly channel?: string | undefined;
  readonly reason?: string | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
}
type Page = Awaited<ReturnType<typeof listDeadLetters>>;
type DeadLetter = Page['items'][number];
type Entry = Awaited<ReturnType<typeof findNotification>>;

const pageSize = '500';
const pathOf = (id: string) => `/v1/dead-letters/${encodeURIComponent(id)}`;

/** All that the filter finds, last died first. */
export async function listDead(filter: DeadLetterFilter, server: ServerOptions, format: Format, output: Output) {
  const items = await allDead(filter, server);
  if (format === 'json') output.line(asJson({ items }));
  else output.line(items.length ? table([columns, ...items.map(rowOf)]) : 'there is no dead letter');
  return exitCodes.ok;
}

const columns = ['ID', 'CHANNEL', 'REASON', 'DIED', 'ATTEMPTS', 'TITLE'];
const rowOf = ({ id, channel, reason, died_at, attempt_count, title }: DeadLetter) => [
  id,
  channel,
  reason,
  died_at,
  attempt_count,
  title,
];

/** One of them, with its notification and its attempts. */
export async function showDead(id: string, server: ServerOptions, format: Format, output: Output) {
  const found = await callServer(server, 'GET', `/v1/notifications/${encodeURIComponent(notificationOf(id))}`);
  const { notification, deliveries } = found as Entry;
  const delivery = deliveries.find(one => one.id === id && one.state === 'failed');
  if (!delivery) throw failure(`${server.url}: there is no dead letter "${id}"`);
  if (format === 'json') output.line(asJson({ notification, delivery }));
  else output.line(told(notification, delivery));
  return exitCodes.ok;
}

const notificationOf = (id: string) => id.slice(0, Math.max(0, id.lastIndexOf(':')));

function told({ title, message, type }: Entry['notification'], delivery: Entry['deliveries'][number]): string {
  const { channel, reason, priority, attempts } = delivery;
  const tries = attempts.map(({ number, at, result, status, duration_ms, detail }) => [
    number,
    at,
    result,
    status,
    `${duration_ms} ms`,
    detail,
  ]);
  return [`${title} (${type}, ${priority})`, message, `${channel}: ${String(reason)}`, table(tries)]
    .filter(Boolean)
    .join('\n');
}

/** Tries them again, at most so many a second. */
export async function replayDead(
  which: DeadLetterFilter & { readonly id?: string | undefined; readonly maxPerSecond?: number | undefined },
  server: ServerOptions,
  format: Format,
  output: Output,
) {
  const { id, maxPerSecond: max_per_second, ...filter } = which;
  const answer = await (id === undefined
    ? callServer(server, 'POST', '/v1/dead-letters/replay', { ...filter, max_per_second })
    : callServer(server, 'POST', `${pathOf(id)}/replay`));
  const { replayed } = answer as { readonly replayed: number };
  output.line(format === 'json' ? asJson(answer) : `replayed: ${replayed}`);
  return exitCodes.ok;
}

/** Forgets them for good. What somebody else replayed or dropped meanwhile does not count. */
export async function dropDead(
  { id, ...filter }: DeadLetterFilter & { readonly id?: string | undefined },
  server: ServerOptions,
  format: Format,
  output: Output,
) {
  let dropped = 0;
  const found = id === undefined ? await allDead(filter, server) : [{ id }];
  for (const one of found) {
    const answer = await askServer(server, 'DELETE', pathOf(one.id));
    if (answer.status === 404 && id === undefined) continue;
    assertDone(server, answer);
    dropped += 1;
  }
  output.line(format === 'json' ? asJson({ dropped }) : `dropped: ${dropped}`);
  return exitCodes.ok;
}

async function allDead(filter: DeadLetterFilter, server: ServerOptions): Promise<DeadLetter[]> {
  const items: DeadLetter[] = [];
  let cursor: string | null = null;
  do {
    const given = Object.entries({ ...filter, limit: pageSize, cursor }).filter(([, value]) => value != null);
    const query = new URLSearchParams(given as [string, string][]);
    const page = (await callServer(server, 'GET', `/v1/dead-letters?${query.toString()}`)) as Page;
    items.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}
