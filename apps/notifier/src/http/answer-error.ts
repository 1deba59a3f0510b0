import { isStoreUnavailable } from '@helix/reliability';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { bodyLimitBytes, longestParameter } from './limits.js';
import { answerProblem, isProblem, problem, type ProblemCode } from './problem.js';

/** What the framework itself refuses, in our words. */
const refusals: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  // Also where a key is "__proto__", or "constructor" with a "prototype".
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'the body is not valid JSON, or holds a key such as "__proto__"'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'the body is empty: send JSON'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', `the body is larger than ${bodyLimitBytes / 1024} KiB`],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'send the body as "Content-Type: application/json"'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['invalid_request', 'the address is not valid: is its %-encoding right?'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', `an id has at most ${longestParameter} characters`],
};

/** Every error as a problem. What is unexpected is told to the log alone. */
export function answerError(error: FastifyError, reply: FastifyReply, log: Logger): FastifyReply {
  if (isProblem(error)) return answerProblem(reply, error);
  if (isStoreUnavailable(error)) return answerProblem(reply, storeAway(error.retryAfterMs));
  const [code, detail] =
    refusals[error.code] ?? (error.statusCode === 400 ? ['invalid_request', 'the request did not come whole'] : []);
  if (code && detail) return answerProblem(reply, problem(code, detail));
  log.error({ err: error, route: reply.request.routeOptions.url }, 'a request failed');
  return answerProblem(reply, problem('internal', 'something went wrong here; the log has more'));
}

/** While the store is away, or not open yet. */
export function storeAway(retryAfterMs = 1_000) {
  return problem('store_unavailable', 'the store of the queue cannot be asked at the moment; try again later', {
    retryAfterMs,
  });
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** 404, or 405 where the path takes other methods. */
export function answerUnknownRoute(
  server: FastifyInstance,
  { method, url }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = url.split('?')[0] ?? url;
  const others = methods.filter(other => other !== method && server.findRoute({ method: other, url: path }));
  const allowed = others.join(', ');
  if (allowed === '') return answerProblem(reply, problem('not_found', `there is nothing at ${path}`));
  return answerProblem(reply.header('allow', allowed), problem('method_not_allowed', `${path} takes ${allowed}`));
}
