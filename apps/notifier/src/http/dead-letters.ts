import { notificationFields, z } from '@helix/notify-core';
import type { DeadFilter } from '@helix/reliability';
import type { App } from '../app.js';
import { deadLetterShape } from '../ledger/dead-letter-shape.js';
import { parseInput } from './parse-input.js';
import { problem } from './problem.js';

const largestPage = 500;
const filter = {
  channel: z.string().nullish(),
  reason: z.string().nullish(),
  since: notificationFields.time.transform(time => Date.parse(time)).nullish(),
};
const listQuery = z.strictObject({
  ...filter,
  limit: z.coerce.number().pipe(z.int().min(1).max(largestPage)).default(50),
  cursor: z
    .string()
    .regex(/^\d+:./, 'must be the cursor of an earlier answer')
    .optional(),
});
const replayBody = z.strictObject({ ...filter, max_per_second: z.number().positive().max(1_000_000).nullish() });

/** `GET /v1/dead-letters`: last died first. */
export async function listDeadLetters({ queue }: App, query: unknown) {
  const { limit, cursor, ...filters } = parseInput(listQuery, query);
  const page = await queue.dead({ ...filterOf(filters), limit, ...(cursor === undefined ? {} : { cursor }) });
  return { items: page.items.map(deadLetterShape), cursor: page.cursor ?? null };
}

/** `POST /v1/dead-letters/replay`: all that the filter finds, or simply all. */
export async function replayDeadLetters({ queue }: App, body: unknown) {
  const { max_per_second: perSecond, ...filters } = parseInput(replayBody, body ?? {});
  return { replayed: await queue.revive(filterOf(filters), perSecond == null ? {} : { perSecond }) };
}

/** `POST /v1/dead-letters/:id/replay` */
export async function replayDeadLetter({ queue }: App, id: string) {
  await assertDead(queue, id);
  return { replayed: await queue.revive({ ids: [id] }) };
}

/** `DELETE /v1/dead-letters/:id` */
export async function dropDeadLetter({ queue }: App, id: string): Promise<void> {
  if ((await queue.drop({ ids: [id] })) === 0) throw unknown(id);
}

async function assertDead(queue: App['queue'], id: string): Promise<void> {
  const { items } = await queue.dead({ ids: [id], limit: 1 });
  if (items.length === 0) throw unknown(id);
}

const unknown = (id: string) =>
  problem('not_found', `there is no dead letter "${id}": it may have been replayed or dropped`);

function filterOf({ channel, reason, since }: z.output<z.ZodObject<typeof filter>>): DeadFilter {
  return {
    ...(channel == null ? {} : { lane: channel }),
    ...(reason == null ? {} : { reason }),
    ...(since == null ? {} : { since }),
  };
}
