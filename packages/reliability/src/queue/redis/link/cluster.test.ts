import { startRedis, startRedisCluster, type RedisCluster, type RedisServer } from '@helix/testutil';
import { Cluster, Redis } from 'ioredis';
import { setImmediate as turn } from 'node:timers/promises';
import { redisLink, type Script } from './link.js';

const counting: Script = { name: 'counting', source: "return redis.call('INCR', KEYS[1])" };

describe('redisLink to a Cluster', () => {
  let servers: RedisCluster;
  let given: Cluster;
  beforeAll(async () => {
    servers = await startRedisCluster({ environment: {}, settings: { 'repl-diskless-sync-delay': '0' } });
    given = new Cluster(servers.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
  });
  afterAll(async () => {
    given.disconnect();
    await servers.stop();
  });

  it('reaches every slot, and waits at the list of any', async () => {
    const link = redisLink({ redis: given, confirm: 'none' });
    await link.ready();
    for (const key of ['{a}', '{b}', '{c}', '{d}']) {
      expect(await link.run(counting, [key], [])).toBe(1);
      const waited = link.block(`${key}:wake`, 5_000, new AbortController().signal);
      await given.rpush(`${key}:wake`, 'token');
      await waited;
    }
    await link.close();
  });

  it('follows a slot that moved, in a confirmed write too', async () => {
    const plain = redisLink({ redis: given, confirm: 'none' });
    const confirmed = redisLink({ redis: given, confirm: 'replica' });
    expect(await plain.run(counting, ['{moves}'], [])).toBe(1);
    await confirmed.ready();
    await using replica = await move('{moves}');
    expect(await confirmed.write(counting, ['{moves}'], [])).toBe(2);
    expect(await plain.run(counting, ['{moves}'], [])).toBe(3);
    await Promise.all([plain.close(), confirmed.close()]);
    await replica.stop();
  });

  it('is told to be one where a URL leads to a node of it', async () => {
    const links = servers.nodes.map(({ url }) => redisLink({ redis: url, confirm: 'none' }));
    const calls = await Promise.allSettled(links.map(link => link.run(counting, ['{one}'], [])));
    const refusals = calls.flatMap(call => (call.status === 'rejected' ? [String(call.reason)] : []));
    expect(refusals).toHaveLength(2);
    expect(refusals[0]).toContain('give an ioredis Cluster in place of the URL');
    await Promise.all(links.map(link => link.close()));
  });

  it('says what its nodes said where none of them lets it in', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const admins = servers.nodes.map(({ url }) => new Redis(url));
    for (const admin of admins) await admin.config('SET', 'requirepass', 'secret');
    const link = redisLink({ redis: given, confirm: 'none', deadlineMs: 500 });
    await expect(link.run(counting, ['{a}'], [])).rejects.toThrow(/NOAUTH.+check the user and password/);
    for (const admin of admins) await admin.config('SET', 'requirepass', '');
    await link.ready();
    await Promise.all([link.close(), ...admins.map(admin => admin.quit())]);
    emitWarning.mockRestore();
  });

  /** Gives the slot of a key, and what is in it, to another node; answers that node's replica. */
  async function move(key: string): Promise<RedisServer> {
    const nodes = servers.nodes.map(({ url }) => new Redis(url));
    const slot = await given.cluster('KEYSLOT', key);
    const ids = await Promise.all(nodes.map(node => node.cluster('MYID')));
    const here = (node: Redis) => node.exists(key).catch(() => 0);
    const from = (await Promise.all(nodes.map(here))).indexOf(1);
    const to = (from + 1) % nodes.length;
    const replica = await replicaOf(servers.nodes[to]?.port ?? 0, ids[to] ?? '');
    await nodes[to]?.cluster('SETSLOT', slot, 'IMPORTING', ids[from] ?? '');
    await nodes[from]?.cluster('SETSLOT', slot, 'MIGRATING', ids[to] ?? '');
    await nodes[from]?.migrate('127.0.0.1', servers.nodes[to]?.port ?? 0, key, 0, 5_000);
    for (const node of [nodes[to], nodes[from]]) await node?.cluster('SETSLOT', slot, 'NODE', ids[to] ?? '');
    await Promise.all(nodes.map(node => node.quit()));
    return replica;
  }

  async function replicaOf(port: number, id: string): Promise<RedisServer> {
    const replica = await startRedis({ environment: {}, settings: { 'cluster-enabled': 'yes' } });
    const client = new Redis(replica.url);
    await client.cluster('MEET', '127.0.0.1', port);
    while (!String(await client.cluster('NODES')).includes(id)) await turn();
    await client.cluster('REPLICATE', id);
    while (!(await client.info('replication')).includes('master_link_status:up')) await turn();
    await client.quit();
    return replica;
  }
});
