import { DeliveryError } from '@helix/notify-core';
import type { AddResult } from '@helix/reliability';
import type { App } from '../app.js';
import { eventBody, eventOf } from './event-body.js';
import { fieldProblems, invalidBody, problem, statedProblem, type FieldProblem, type ProblemCode } from './problem.js';

interface Rejection {
  readonly index: number;
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
}
type Outcome = { readonly id: string } | { readonly rejection: Rejection; readonly retryAfterMs?: number };

/** `POST /v1/events`: one event or an array. What is valid is accepted, once it is stored; the rest is told one by one. */
export async function acceptEvents(app: App, body: unknown) {
  const isBatch = Array.isArray(body);
  const items: unknown[] = isBatch ? body : [body];
  const outcomes = await Promise.all(items.map((item, index) => accept(app, item, index, isBatch ? `[${index}]` : '')));
  const rejected = outcomes.flatMap(outcome => ('rejection' in outcome ? outcome.rejection : []));
  if (rejected.length === outcomes.length) throw noneAccepted(outcomes, rejected);
  const ids = outcomes.map(outcome => ('id' in outcome ? outcome.id : null));
  return { accepted: ids.length - rejected.length, ids, rejected };
}

async function accept({ notifier }: App, item: unknown, index: number, at: string): Promise<Outcome> {
  const parsed = eventBody.safeParse(item);
  if (!parsed.success) return invalid(index, fieldProblems(eventBody, parsed.error, at));
  try {
    return outcomeOf(await notifier.handle(eventOf(parsed.data, Date.now())), index);
  } catch (error) {
    // One event that cannot be read must not take those along that are stored already.
    if (!DeliveryError.is(error) || error.code !== 'invalid_request') throw error;
    return invalid(index, [statedProblem(error.message, at)]);
  }
}

const invalid = (index: number, errors: readonly FieldProblem[]): Outcome => ({
  rejection: { index, code: 'invalid_request', errors },
});

function outcomeOf(result: AddResult, index: number): Outcome {
  if (isRefused(result))
    return { rejection: { index, code: refusalCode(result), errors: [] }, retryAfterMs: result.retryAfterMs };
  return { id: result.id };
}

type Refused = Extract<AddResult, { stored: 'refused' }>;
export const isRefused = (result: AddResult): result is Refused => result.stored === 'refused';
export const refusalCode = ({ reason }: Refused): ProblemCode =>
  reason === 'full' ? 'overloaded' : 'store_unavailable';

function noneAccepted(outcomes: readonly Outcome[], rejected: readonly Rejection[]) {
  const refused = rejected.find(({ code }) => code !== 'invalid_request');
  if (!refused)
    return invalidBody(
      rejected.flatMap(({ errors }) => errors),
      'there is no event in the body',
    );
  const waits = outcomes.flatMap(outcome => ('retryAfterMs' in outcome ? (outcome.retryAfterMs ?? []) : []));
  const detail = 'nothing was accepted: the queue takes no more at the moment; try again later';
  return problem(refused.code, detail, { retryAfterMs: Math.max(...waits) });
}
