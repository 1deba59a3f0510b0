import { startRedis } from '@helix/testutil';

/** A fresh store of the stage's driver: the `queue:` of a configuration and, where there is one, its server. */
export async function openStore(stage, { maxSize = 2_000_000, confirm = 'aof', ...settings } = {}) {
  const limits = { max_size: maxSize };
  if (stage.driver !== 'redis') return { queue: ownStore(stage, limits) };
  const server = await redis(stage, settings);
  return { server, queue: { driver: 'redis', url: server.url, prefix: 'chaos', confirm, ...limits } };
}

function ownStore({ driver, file }, limits) {
  return driver === 'embedded' ? { driver, path: file('store'), ...limits } : { driver, ...limits };
}

/** A Redis server of this round's own. */
export async function redis(stage, settings = {}) {
  const server = await startRedis({ appendonly: 'always', environment: {}, ...settings });
  stage.onEnd(() => server.stop());
  return server;
}
