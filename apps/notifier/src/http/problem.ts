import { didYouMean, problems, type z } from '@helix/notify-core';
import type { FastifyReply } from 'fastify';

const statuses = {
  invalid_json: 400,
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 422,
  payload_too_large: 413,
  unsupported_media_type: 415,
  overloaded: 503,
  store_unavailable: 503,
  internal: 500,
} as const;
export type ProblemCode = keyof typeof statuses;

/** Where in the body, and what was expected there. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** Thrown by a route: answered as `application/problem+json`. */
export interface Problem extends Error {
  readonly code: ProblemCode;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

const tag = 'HelixProblem';

export function problem(
  code: ProblemCode,
  detail: string,
  more: Pick<Problem, 'errors' | 'retryAfterMs'> = {},
): Problem {
  return Object.assign(new Error(detail), { name: tag, code, ...more });
}

export const isProblem = (thrown: unknown): thrown is Problem => thrown instanceof Error && thrown.name === tag;

export function answerProblem(reply: FastifyReply, { code, message, errors, retryAfterMs }: Problem): FastifyReply {
  const shape = problemShape(code, message);
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (code === 'unauthorized') void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(shape.status)
    .type('application/problem+json')
    .send({ ...shape, ...(errors ? { errors } : {}) });
}

/** What is answered, by RFC 9457. */
export function problemShape(code: ProblemCode, detail: string, status: number = statuses[code]) {
  const title = code.replaceAll('_', ' ');
  return { type: 'about:blank', title: title.charAt(0).toUpperCase() + title.slice(1), status, detail, code };
}

/** What a schema says of a value, by the paths of the body: `data.tags[0]`. */
export function fieldProblems(schema: z.ZodObject, error: z.ZodError, at = ''): FieldProblem[] {
  const hint = (key: string) => didYouMean(key, Object.keys(schema.shape));
  return problems(error).map(({ path, message, code }) => ({
    path: path.reduce<string>(joined, at),
    message: code === 'unrecognized_keys' && path.length === 1 ? message + hint(String(path[0])) : message,
  }));
}

function joined(before: string, step: PropertyKey): string {
  if (typeof step === 'number') return `${before}[${step}]`;
  return before ? `${before}.${String(step)}` : String(step);
}

/** 400: every field that is wrong, the first of them as its sentence. */
export function invalidBody(errors: readonly FieldProblem[], otherwise: string): Problem {
  const [first] = errors;
  return problem('invalid_request', first ? `${first.path || 'the body'}: ${first.message}` : otherwise, { errors });
}

/** What the core says in one sentence, `notification: metadata.a: must be …`, as a field and its problem. */
export function statedProblem(sentence: string, at = ''): FieldProblem {
  const [, field, message] = /^(?:notification|event): (?:([\w.]+): )?(.*)$/s.exec(sentence) ?? [];
  return { path: [at, field].filter(Boolean).join('.'), message: message ?? sentence };
}
