import { startRedis, type RedisServer } from '@helix/testutil';
import { queueChecks } from '../checks/index.js';
import { redisQueue } from './redis.js';

// The random sequences are one test, of some ten thousand calls.
jest.setTimeout(300_000);

let server: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  server = await startRedis({ environment: {} });
});
afterAll(() => server.stop());

queueChecks({
  it,
  create: options => redisQueue<string>({ ...options, redis: server.url, prefix: `q${prefixes++}`, confirm: 'none' }),
  model: { seeds: 50 },
});
