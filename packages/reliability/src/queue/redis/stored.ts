import type { Attempt, Batch, JobState, Stored, StoredJob } from '../batch.js';
import { jsonOf } from './claim.js';
import { decodeName } from './names.js';

// The records as JavaScript reads them; their formats stand in lua/records.lua.

type Rest = Omit<Batch<unknown>, 'id' | 'fingerprint' | 'body'>;

const states: Readonly<Record<string, JobState>> = {
  w: 'waiting',
  l: 'leased',
  d: 'done',
  s: 'suppressed',
  x: 'dead',
};

export function toBatch<T>(id: string, record: string): Batch<T> {
  const { head, body, rest } = partsOf(record);
  const { at, plan, jobs, ...optional } = JSON.parse(rest) as Rest;
  const fingerprint = decodeName(head[1] ?? '');
  return { id, fingerprint, at, body: JSON.parse(body) as T, plan, jobs, ...optional };
}

/** `texts`: of each job in its place, '' where it was never claimed. */
export function toStored<T>(id: string, record: string, texts: readonly string[]): Stored<T> {
  const { head, lines } = partsOf(record);
  const acceptedAt = Number(head[0]);
  const jobs = lines.map((line, place) => {
    const [lane = '', , , , due] = line.split('\t');
    const name = decodeName(lane);
    const text = texts[place];
    return text ? toStoredJob(id, name, text) : neverClaimed(id, name, Number(due));
  });
  return { batch: toBatch(id, record), acceptedAt, jobs };
}

export function toStoredJob(id: string, lane: string, text: string): StoredJob {
  const [line = '', , receipt, ...attempts] = text.split('\n');
  const [state, , attemptCount, , endedAt, reason, , , , due] = line.split('\t');
  return {
    id: `${id}:${lane}`,
    lane,
    state: states[state ?? ''] ?? 'waiting',
    attempts: attempts.map(attempt => JSON.parse(attempt) as Attempt),
    attemptCount: Number(attemptCount),
    ...(reason && { reason: decodeName(reason) }),
    ...(state === 'w' && { dueAt: Number(due) }),
    ...(endedAt && { endedAt: Number(endedAt) }),
    ...(receipt && { receipt: jsonOf(receipt) }),
  };
}

function neverClaimed(id: string, lane: string, dueAt: number): StoredJob {
  return { id: `${id}:${lane}`, lane, state: 'waiting', attempts: [], attemptCount: 0, dueAt };
}

function partsOf(record: string) {
  const blank = record.indexOf('\n\n');
  const [head = '', ...lines] = record.slice(0, blank).split('\n');
  const [body = '', rest = ''] = record.slice(blank + 2).split('\n');
  return { head: head.split('\t'), lines, body, rest };
}
