import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { askRedis } from './redis-ask.js';
import { startRedis, type RedisOptions, type RedisServer } from './redis.js';

export interface RedisClusterOptions extends RedisOptions {
  /** How many primaries share the slots. 3. */
  readonly masters?: number | undefined;
}

/** A real Redis Cluster on 127.0.0.1, without replicas. */
export interface RedisCluster extends AsyncDisposable {
  readonly nodes: readonly RedisServer[];
  /** Ends the servers and removes their folders. */
  stop(): Promise<void>;
}

const slotCount = 16_384;
const pollMs = 50;
const readyWithinMs = 20_000;

/** Starts the servers, always its own, shares the slots out, and waits until each says that the Cluster is whole. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, environment = env, settings, ...rest } = options;
  const nodes: RedisServer[] = [];
  const stop = async () => {
    await Promise.all(nodes.map(node => node.stop()));
  };
  try {
    for (let count = 0; count < masters; count += 1) nodes.push(await startRedis(nodeOptions()));
    await join(nodes.map(({ port }) => port));
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, stop, [Symbol.asyncDispose]: stop };

  function nodeOptions(): RedisOptions {
    return {
      ...rest,
      environment: { ...environment, REDIS_URL: undefined },
      settings: { ...settings, 'cluster-enabled': 'yes' },
    };
  }
}

async function join(ports: readonly number[]): Promise<void> {
  const [first] = ports;
  for (const [index, port] of ports.entries()) {
    const [from, to] = [index, index + 1].map(share => Math.floor((share * slotCount) / ports.length));
    // Each has an epoch of its own: nodes that start with the same one settle that among themselves for seconds.
    const commands = [`SET-CONFIG-EPOCH ${index + 1}`, `ADDSLOTSRANGE ${from} ${Number(to) - 1}`];
    await askRedis(port, ...[...commands, `MEET 127.0.0.1 ${first}`].map(command => `CLUSTER ${command}`));
  }
  await Promise.all(ports.map(port => untilWhole(port, ports.length)));
}

async function untilWhole(port: number, count: number): Promise<void> {
  const endsAt = Date.now() + readyWithinMs;
  for (;;) {
    const info = await askRedis(port, 'CLUSTER INFO');
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${count}`)) return;
    if (Date.now() > endsAt) throw new Error(`The Cluster was not whole within ${readyWithinMs} ms: ${info.trim()}`);
    await sleep(pollMs);
  }
}
