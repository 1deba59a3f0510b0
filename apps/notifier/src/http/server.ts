import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { App } from '../app.js';
import { statsShape } from '../ledger/stats.js';
import { authorizer } from './auth.js';
import { acceptEvents } from './events.js';
import { acceptNotification, findNotification } from './notifications.js';
import { answerProblem, isProblem, problem, type ProblemCode } from './problem.js';

const bodyLimitBytes = 1024 * 1024;
const longestId = 128;

/** The HTTP API over a running app. `listen` is the caller's. */
export function createServer(app: App, log: Logger): FastifyInstance {
  const server = Fastify({
    // The framework's own lines, such as where it listens, are told better by the command.
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: 15_000,
    return503OnClosing: true,
    routerOptions: { maxParamLength: longestId },
    // What is wrong with an address never comes to the error handler.
    frameworkErrors: (error, _request, reply) => void answerError(error, reply, log),
  }) as unknown as FastifyInstance;
  // By default any text would be taken as a body.
  server.removeContentTypeParser('text/plain');
  routes(server, app);
  server.setNotFoundHandler((request, reply) => answerUnknownRoute(server, request, reply));
  server.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, log));
  return server;
}

function routes(server: FastifyInstance, app: App): void {
  const allow = authorizer(app.config.server.apiKeys);
  const write = { onRequest: allow('events:write') };
  const read = { onRequest: allow('read') };

  server.post('/v1/events', write, async (request, reply) =>
    reply.code(202).send(await acceptEvents(app, request.body)),
  );
  server.post('/v1/notifications', write, async (request, reply) => {
    const key = String(request.headers['idempotency-key'] ?? '');
    return reply.code(202).send(await acceptNotification(app, request.body, key));
  });
  server.get<{ Params: { id: string } }>('/v1/notifications/:id', read, request =>
    findNotification(app, request.params.id),
  );
  server.get('/v1/stats', read, async () => statsShape(await app.queue.counts(), app.notifier.stats()));
  server.get('/healthz', () => ({ status: 'ok' }));
  // It listens only once everything is open: whoever gets an answer gets a ready one.
  server.get('/readyz', () => ({ status: 'ready' }));
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function answerUnknownRoute(
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

/** What the framework itself refuses, in our words. */
const refusals: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  // Also where a key is "__proto__", or "constructor" with a "prototype".
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'the body is not valid JSON, or holds a key such as "__proto__"'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'the body is empty: send JSON'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', `the body is larger than ${bodyLimitBytes / 1024} KiB`],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'send the body as "Content-Type: application/json"'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['invalid_request', 'the address is not valid: is its %-encoding right?'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', `an id has at most ${longestId} characters`],
};

function answerError(error: FastifyError, reply: FastifyReply, log: Logger): FastifyReply {
  if (isProblem(error)) return answerProblem(reply, error);
  const [code, detail] =
    refusals[error.code] ?? (error.statusCode === 400 ? ['invalid_request', 'the request did not come whole'] : []);
  if (code && detail) return answerProblem(reply, problem(code, detail));
  log.error({ err: error, route: reply.request.routeOptions.url }, 'a request failed');
  return answerProblem(reply, problem('internal', 'something went wrong here; the log has more'));
}
