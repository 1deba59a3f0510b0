import { DeliveryError, type EventLike } from '@helix/notify-core';
import type { AddResult } from '@helix/reliability';
import type { App } from '../app.js';
import { eventBody, eventOf } from './event-body.js';
import { fieldProblems, invalidBody, problem, statedProblem, type FieldProblem, type ProblemCode } from './problem.js';

interface Rejection {
  readonly index: number;
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterMs?: number;
}
type Outcome = { readonly id: string } | { readonly rejection: Omit<Rejection, 'index'> };
type Parsed = { readonly event: EventLike } | Extract<Outcome, { rejection: unknown }>;

/** `POST /v1/events`: one event or an array. What is valid is accepted, once all of it is stored; the rest is told one by one. */
export async function acceptEvents({ notifier }: App, body: unknown) {
  const isBatch = Array.isArray(body);
  const pathOf = (index: number) => (isBatch ? `[${index}]` : '');
  const parsed = (isBatch ? body : [body]).map((item: unknown, index) => parse(item, pathOf(index)));
  const results = (await notifier.handleAll(parsed.flatMap(one => ('event' in one ? one.event : [])))).values();
  return answerOf(parsed.map((one, index) => ('event' in one ? outcomeOf(results.next().value, pathOf(index)) : one)));
}

function parse(item: unknown, path: string): Parsed {
  const parsed = eventBody.safeParse(item);
  if (!parsed.success) return invalid(fieldProblems(eventBody, parsed.error, path));
  return { event: eventOf(parsed.data, Date.now()) };
}

const invalid = (errors: readonly FieldProblem[]) => ({ rejection: { code: 'invalid_request', errors } }) as const;

function outcomeOf(result: PromiseSettledResult<AddResult> | undefined, path: string): Outcome {
  if (result?.status !== 'fulfilled') {
    // What only the core sees: a type of control characters alone.
    const reason: unknown = result?.reason;
    if (!DeliveryError.is(reason)) throw reason;
    return invalid([statedProblem(reason.message, path)]);
  }
  const { value } = result;
  if (isRefused(value))
    return { rejection: { code: refusalCode(value), errors: [], retryAfterMs: value.retryAfterMs } };
  if (value.stored === 'conflict') return { rejection: { code: 'conflict', errors: [] } };
  return { id: value.id };
}

type Refused = Extract<AddResult, { stored: 'refused' }>;
export const isRefused = (result: AddResult): result is Refused => result.stored === 'refused';
export const refusalCode = ({ reason }: Refused): ProblemCode =>
  reason === 'full' ? 'overloaded' : 'store_unavailable';

function answerOf(outcomes: readonly Outcome[]) {
  const rejected = outcomes.flatMap((outcome, index) =>
    'rejection' in outcome ? { index, ...outcome.rejection } : [],
  );
  if (rejected.length === outcomes.length) throw noneAccepted(rejected);
  const ids = outcomes.map(outcome => ('id' in outcome ? outcome.id : null));
  const told = rejected.map(({ index, code, errors }) => ({ index, code, errors }));
  return { accepted: ids.length - rejected.length, ids, rejected: told };
}

function noneAccepted(rejected: readonly Rejection[]) {
  const refused = rejected.find(({ retryAfterMs }) => retryAfterMs !== undefined);
  if (refused) {
    const retryAfterMs = Math.max(...rejected.map(rejection => rejection.retryAfterMs ?? 0));
    const detail = 'nothing was accepted: the queue takes no more at the moment; try again later';
    return problem(refused.code, detail, { retryAfterMs });
  }
  if (rejected.some(({ code }) => code === 'conflict'))
    return problem('conflict', 'another notification was already accepted under the id of this event');
  return invalidBody(
    rejected.flatMap(({ errors }) => errors),
    'there is no event in the body',
  );
}
