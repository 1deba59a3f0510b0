// A primary loses its replica while it is written to, and the replica is promoted: with `confirm: replica` what was
// acknowledged is on both. Then the old primary becomes the replica, and the next failover goes the other way.
import { toxicProxy } from '@helix/testutil';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { outagesRound, survived } from '../outages.mjs';
import { redis } from '../stores.mjs';
import { switchboard } from '../switchboard.mjs';
import { until } from '../until.mjs';

export const run = {
  about: 'a split, and the replica promoted; --confirm none shows what that loses',
  drivers: ['redis'],
  sizes: {
    smoke: { rounds: 1, outages: 1, confirm: 'replica' },
    full: { rounds: 6, outages: 5, confirm: 'replica' },
  },
  round,
  // What was delivered while the split lasted only the server that lost it knows.
  must: (figures, size) =>
    size.confirm === 'replica'
      ? survived(figures, { ...size, repeatable: figures.deliveredWhileAway })
      : notPromised(figures),
};

/** Without a confirmation the window of replication is lost; the figures tell how much that was. */
const notPromised = ({ firstDeliveryMs }) => ({ 'first delivery ≤ 5 s after it is back': firstDeliveryMs <= 5_000 });

async function round(stage) {
  const nodes = [await node(stage), await node(stage)];
  const board = await switchboard(stage, nodes[0].port);
  await follow(nodes[1], nodes[0]);
  const url = `redis://127.0.0.1:${board.port}`;
  const queue = { driver: 'redis', url, prefix: 'chaos', confirm: stage.size.confirm };
  return outagesRound(stage, { store: { queue }, outage: () => failover(nodes, board) });
}

/** A server, a client that commands it, and the only way on which another can follow it. */
async function node(stage) {
  const { url, port } = await redis(stage);
  const client = new Redis(url);
  // By default a replica is served 5 s after it asked, since others might come too; without one nothing new is accepted.
  await client.config('SET', 'repl-diskless-sync-delay', '0');
  const link = await toxicProxy({ target: { port } });
  stage.onEnd(async () => {
    client.disconnect();
    await link.close();
  });
  return { port, client, link };
}

async function follow({ client }, primary) {
  await client.replicaof('127.0.0.1', primary.link.port);
  const inStep = async () => (await client.info('replication')).includes('master_link_status:up');
  await until(inStep, { timeoutMs: 20_000, what: 'the replica is in step' });
}

async function failover(nodes, board) {
  const [primary, replica] = nodes;
  const splitAt = Date.now();
  primary.link.add({ kind: 'black_hole' });
  // What the replica had received before may still be confirmed.
  await sleep(100);
  const from = Date.now();
  // A confirmed write has 4 s: somebody has to be answered in the meantime.
  await sleep(6_000);
  const until = Date.now();
  await replica.client.replicaof('NO', 'ONE');
  board.leadTo(replica.port);
  const backAt = Date.now();

  primary.link.cut();
  primary.link.reset();
  nodes.reverse();
  await follow(primary, replica);
  return { splitAt, from, until, backAt };
}
