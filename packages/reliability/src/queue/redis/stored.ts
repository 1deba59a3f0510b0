import type { Attempt, Batch, Stored, StoredJob } from '../batch.js';
import { jsonOf } from './claim.js';
import { decodeName } from './names.js';

// The records as JavaScript reads them; their formats stand in lua/records.lua.

type Rest = Omit<Batch<unknown>, 'id' | 'fingerprint' | 'body'>;

type JobFields = readonly [
  state: keyof typeof states,
  token: string,
  attempts: string,
  lost: string,
  endedAt: string,
  reason: string,
  siblings: string,
  status: string,
  rank: string,
  due: string,
];

const states = { w: 'waiting', l: 'leased', d: 'done', s: 'suppressed', x: 'dead' } as const;

export function toBatch<T>(id: string, record: string): Batch<T> {
  const { fingerprint, body, rest } = partsOf(record);
  const { at, plan, jobs, ...optional } = JSON.parse(rest) as Rest;
  return { id, fingerprint: decodeName(fingerprint), at, body: JSON.parse(body) as T, plan, jobs, ...optional };
}

/** `texts`: of each job in its place, '' where it was never claimed. */
export function toStored<T>(id: string, record: string, texts: readonly string[]): Stored<T> {
  const { acceptedAt, lines } = partsOf(record);
  const jobs = lines.map((line, place) => {
    const [lane, , , , due] = line.split('\t') as [string, string, string, string, string, ...string[]];
    const text = texts[place];
    return text ? toStoredJob(id, decodeName(lane), text) : neverClaimed(id, decodeName(lane), Number(due));
  });
  return { batch: toBatch(id, record), acceptedAt: Number(acceptedAt), jobs };
}

export function toStoredJob(id: string, lane: string, text: string): StoredJob {
  const [line, , receipt, ...attempts] = text.split('\n') as [string, string, string, ...string[]];
  const [state, , attemptCount, , endedAt, reason, , , , due] = line.split('\t') as unknown as JobFields;
  return {
    id: `${id}:${lane}`,
    lane,
    state: states[state],
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
  const [head, ...lines] = record.slice(0, blank).split('\n') as [string, ...string[]];
  const [body, rest] = record.slice(blank + 2).split('\n') as [string, string];
  const [acceptedAt, fingerprint] = head.split('\t') as [string, string, ...string[]];
  return { acceptedAt, fingerprint, lines, body, rest };
}
