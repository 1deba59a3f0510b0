import { env } from 'node:process';
import { askRedis } from './redis-ask.js';
import { startRedisCluster } from './redis-cluster.js';

const environment = {};

describe('startRedisCluster', () => {
  it('starts primaries that share all slots and send a client to each other', async () => {
    await using cluster = await startRedisCluster({ environment });
    expect(cluster.nodes).toHaveLength(3);
    const answers = await Promise.all(cluster.nodes.map(({ port }) => askRedis(port, 'CLUSTER INFO', 'SET {a}k v')));
    for (const answer of answers) expect(answer).toContain('cluster_slots_ok:16384');
    expect(answers.filter(answer => answer.includes('+OK\r\n+OK'))).toHaveLength(1);
    expect(answers.filter(answer => answer.includes('-MOVED'))).toHaveLength(2);
  });

  it('says why it could not start', async () => {
    await expect(startRedisCluster({ environment: { HELIX_REDIS_BIN: '/nowhere/redis' } })).rejects.toThrow(
      'startRedis found no /nowhere/redis',
    );
  });

  it('is one server for itself too, of the environment of the process and never of its REDIS_URL', async () => {
    await using cluster = await startRedisCluster({ masters: 1 });
    expect(cluster.nodes.map(({ url }) => url)).not.toContain(env.REDIS_URL);
    expect(await askRedis(cluster.nodes[0]?.port ?? 0, 'SET k v')).toContain('+OK');
  });
});
