import { startRedis, type RedisServer } from '@helix/testutil';
import { queueChecks } from '../../checks/index.js';
import { redisLink, type RedisLink } from './link/link.js';
import { queueOver } from './queue-over.js';

// The random sequences are one test, of some ten thousand calls, each made twice.
jest.setTimeout(3_000_000);

let server: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  server = await startRedis({ environment: {} });
});
afterAll(() => server.stop());

/** Every call's first answer is lost, and the same call is made again. */
function forgetful(link: RedisLink): RedisLink {
  const twice =
    (call: RedisLink['run']): RedisLink['run'] =>
    async (...args) => {
      if (Math.random() < 0.5) await call(...args);
      return call(...args);
    };
  return { ...link, run: twice(link.run), write: twice(link.write) };
}

describe('every answer lost once, and every call repeated', () => {
  queueChecks({
    it,
    create: ({ maxSize = 100_000, retention = {}, clock }) => {
      const { finishedMs = 86_400_000, maxFinished = 100_000 } = retention;
      const link = forgetful(redisLink({ redis: server.url, confirm: 'none' }));
      return queueOver(link, { prefix: `q${prefixes++}`, clock, limits: { maxSize, kept: [finishedMs, maxFinished] } });
    },
    model: { seeds: 400, firstSeed: 5_001, steps: 150 },
  });
});
