import type { EventLike } from '@helix/notify-core';
import type { AddResult } from '@helix/reliability';
import type { App } from '../app.js';
import { eventBody, eventOf } from './event-body.js';
import { fieldProblems, problem, type FieldProblem } from './problem.js';

interface Rejection {
  readonly index: number;
  readonly code: 'invalid_request' | 'overloaded' | 'store_unavailable';
  readonly errors: readonly FieldProblem[];
}
type Read = { readonly event: EventLike } | Rejection;

/** `POST /v1/events`: one event or an array. What is valid is accepted, once it is stored; the rest is told one by one. */
export async function acceptEvents(app: App, body: unknown) {
  const isBatch = Array.isArray(body);
  const read = (isBatch ? body : [body]).map((item, index) => readEvent(item, index, isBatch));
  if (!read.some(item => 'event' in item)) throw noneValid(read as Rejection[]);

  const outcomes = await Promise.all(
    read.map(async (item, index) => ('event' in item ? accept(app, item.event, index) : item)),
  );
  const ids = outcomes.map(outcome => ('id' in outcome ? outcome.id : null));
  const rejected = outcomes.filter((outcome): outcome is Rejection => 'index' in outcome);
  const accepted = ids.length - rejected.length;
  if (accepted === 0) throw noneStored(rejected);
  return { accepted, ids, rejected };
}

function readEvent(item: unknown, index: number, isBatch: boolean): Read {
  const parsed = eventBody.safeParse(item);
  if (parsed.success) return { event: eventOf(parsed.data, Date.now()) };
  return {
    index,
    code: 'invalid_request',
    errors: fieldProblems(eventBody, parsed.error, isBatch ? `[${index}]` : ''),
  };
}

async function accept(
  { notifier }: App,
  event: EventLike,
  index: number,
): Promise<{ readonly id: string } | Rejection> {
  const result = await notifier.handle(event);
  return isRefused(result) ? { index, code: refusalCode(result), errors: [] } : { id: result.id };
}

type Refused = Extract<AddResult, { stored: 'refused' }>;
export const isRefused = (result: AddResult): result is Refused => result.stored === 'refused';
export const refusalCode = ({ reason }: Refused) => (reason === 'full' ? 'overloaded' : 'store_unavailable');

function noneValid(rejected: readonly Rejection[]) {
  const errors = rejected.flatMap(item => item.errors);
  const [first] = errors;
  return problem(
    'invalid_request',
    first ? `${first.path || 'the body'}: ${first.message}` : 'there is no event in the body',
    { errors },
  );
}

function noneStored(rejected: readonly Rejection[]) {
  const code = rejected.find(item => item.code !== 'invalid_request')?.code ?? 'store_unavailable';
  return problem(code, 'nothing was accepted: the queue takes no more at the moment; try again later', {
    retryAfterMs: 1_000,
  });
}
