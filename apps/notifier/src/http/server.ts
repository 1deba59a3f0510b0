import Fastify, { LogController, type FastifyError, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { App } from '../app.js';
import { answerError, answerUnknownRoute } from './answer-error.js';
import { answerUnreadable } from './answer-unreadable.js';
import {
  bodyLimitBytes,
  connectionLimits,
  longestParameter,
  maxConnections,
  maxHeadersCount,
  maxRequestsPerSocket,
} from './limits.js';
import { routes } from './routes.js';

/** The HTTP API over a running app. `listen` is the caller's. */
export function createServer(app: App, log: Logger): FastifyInstance {
  const { keepAliveTimeout, requestTimeout } = connectionLimits;
  const server = Fastify({
    // The framework's own lines, such as where it listens, are told better by the command.
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    http: connectionLimits,
    keepAliveTimeout,
    requestTimeout,
    maxRequestsPerSocket,
    return503OnClosing: true,
    routerOptions: { maxParamLength: longestParameter },
    clientErrorHandler: answerUnreadable,
    // What is wrong with an address never comes to the error handler.
    frameworkErrors: (error, _request, reply) => void answerError(error, reply, log),
  }) as unknown as FastifyInstance;
  Object.assign(server.server, { maxConnections, maxHeadersCount });
  // By default any text would be taken as a body.
  server.removeContentTypeParser('text/plain');
  routes(server, app);
  server.setNotFoundHandler((request, reply) => answerUnknownRoute(server, request, reply));
  server.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, log));
  return server;
}
