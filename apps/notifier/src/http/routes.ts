import type { FastifyInstance } from 'fastify';
import type { App } from '../app.js';
import { statsShape } from '../ledger/stats.js';
import { storeAway } from './answer-error.js';
import { authorizer } from './auth.js';
import { listChannels, pauseChannel, resumeChannel } from './channels.js';
import { dropDeadLetter, listDeadLetters, replayDeadLetter, replayDeadLetters } from './dead-letters.js';
import { acceptEvents } from './events.js';
import { intake } from './intake.js';
import { bodyLimitBytes } from './limits.js';
import { acceptNotification, findNotification } from './notifications.js';
import { testChannel } from './test-channel.js';

interface ById {
  Params: { id: string };
}
interface ByName {
  Params: { name: string };
}
type Allow = ReturnType<typeof authorizer>;

/** Everything that the API answers to. */
export function routes(server: FastifyInstance, app: App): void {
  const allow = authorizer(app.config.server.apiKeys);
  server.decorateRequest('caller', 'api');
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async () => {
    if (!app.store.isReady()) throw storeAway();
    // Rejects while the store is away.
    await app.queue.counts();
    return { status: 'ready' };
  });
  void server.register((v1, _options, registered) => {
    v1.addHook('preHandler', (_request, _reply, done) => done(app.store.isReady() ? undefined : storeAway()));
    accepting(v1, app, allow);
    notifications(v1, app, allow);
    channels(v1, app, allow);
    deadLetters(v1, app, allow);
    registered();
  });
}

function accepting(server: FastifyInstance, app: App, allow: Allow): void {
  const write = { onRequest: allow('events:write') };
  const bounded = intake(bodyLimitBytes);
  server.post('/v1/events', write, async (request, reply) =>
    reply.code(202).send(await bounded(request, () => acceptEvents(app, request.body))),
  );
  server.post('/v1/notifications', write, async (request, reply) => {
    const key = String(request.headers['idempotency-key'] ?? '');
    return reply.code(202).send(await bounded(request, () => acceptNotification(app, request.body, key)));
  });
}

function notifications(server: FastifyInstance, app: App, allow: Allow): void {
  const read = { onRequest: allow('read') };
  server.get<ById>('/v1/notifications/:id', read, ({ params }) => findNotification(app, params.id));
  server.get('/v1/stats', read, async () => statsShape(await app.queue.counts(), app.notifier.stats()));
}

function channels(server: FastifyInstance, app: App, allow: Allow): void {
  const operate = { onRequest: allow('operate') };
  server.get('/v1/channels', { onRequest: allow('read') }, () => listChannels(app));
  server.post<ByName>('/v1/channels/:name/test', operate, ({ params }) => testChannel(app, params.name));
  server.post<ByName>('/v1/channels/:name/pause', operate, ({ params, body, caller }) =>
    pauseChannel(app, params.name, body, caller),
  );
  server.post<ByName>('/v1/channels/:name/resume', operate, ({ params }) => resumeChannel(app, params.name));
}

function deadLetters(server: FastifyInstance, app: App, allow: Allow): void {
  const operate = { onRequest: allow('operate') };
  server.get('/v1/dead-letters', { onRequest: allow('read') }, ({ query }) => listDeadLetters(app, query));
  server.post('/v1/dead-letters/replay', operate, async ({ body }, reply) =>
    reply.code(202).send(await replayDeadLetters(app, body)),
  );
  server.post<ById>('/v1/dead-letters/:id/replay', operate, async ({ params }, reply) =>
    reply.code(202).send(await replayDeadLetter(app, params.id)),
  );
  server.delete<ById>('/v1/dead-letters/:id', operate, async ({ params }, reply) => {
    await dropDeadLetter(app, params.id);
    return reply.code(204).send();
  });
}
