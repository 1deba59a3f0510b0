import { storeUnavailable, type StoreUnavailable } from '../../unavailable.js';
import type { Client } from './client.js';
import { verdictOf } from './errors.js';

/** When a write counts as stored: once Redis has it, once it is on its disk, once a replica has it too. */
export type Confirm = 'none' | 'aof' | 'replica';

/** What follows a write on its connection and has to answer at least 1; without one the reply of the write is enough. */
export interface Confirmation {
  readonly command: 'WAIT' | 'WAITAOF';
  readonly args: readonly number[];
}

/** A server that cannot be used as it is set up. */
interface Refusal extends StoreUnavailable {
  readonly refused: true;
}

interface Node {
  readonly options: { readonly db?: number };
  info(): Promise<unknown>;
  select(db: number): Promise<unknown>;
  config(verb: 'GET', name: string): Promise<unknown>;
}

/** Looks at the server, in a Cluster at every primary: what has to follow a write, or a refusal with what to set. */
export async function checkServer(client: Client, confirm: Confirm): Promise<Confirmation | undefined> {
  const confirmations = await Promise.all(nodesOf(client).map(node => checkNode(node, confirm)));
  return confirmations.find(confirmation => confirmation !== undefined);
}

function nodesOf(client: Client): readonly Node[] {
  const { nodes } = client as unknown as { nodes?: (role: 'master') => readonly Node[] };
  return nodes ? nodes.call(client, 'master') : [client as unknown as Node];
}

async function checkNode(node: Node, confirm: Confirm): Promise<Confirmation | undefined> {
  const info = parseInfo(String(await node.info()));
  const version = info.get('redis_version') ?? '0';
  if (!atLeast(version, 7, 0)) throw refusal(`Redis is ${version}; use 7.0 or later`);
  refuseEviction(info.get('maxmemory_policy'));
  await refuseDatabase(node);
  if (confirm === 'none') return undefined;
  return confirm === 'replica' ? { command: 'WAIT', args: [1] } : onDisk(node, info, version);
}

function refuseEviction(policy: string | undefined) {
  if (policy === undefined || policy === 'noeviction') return;
  throw refusal(
    `Redis evicts (maxmemory-policy ${policy}), and would lose what was accepted; set it with CONFIG SET maxmemory-policy noeviction, and in redis.conf`,
  );
}

// ioredis tells that there is no such database, and goes on with 0.
async function refuseDatabase(node: Node) {
  const { db = 0 } = node.options;
  if (db === 0) return;
  await node.select(db).catch((thrown: unknown) => {
    if (verdictOf(thrown).kind === 'lost') throw thrown;
    throw refusal(
      `Redis has no database ${db}; give the URL the number of one that it has, /0 to /15 unless it was set up otherwise`,
    );
  });
}

async function onDisk(node: Node, info: ReadonlyMap<string, string>, version: string) {
  if (info.get('aof_enabled') !== '1')
    throw refusal(
      'Redis keeps no append-only file; set it with CONFIG SET appendonly yes, and in redis.conf, or use confirm: none',
    );
  const fsync = await node.config('GET', 'appendfsync').then(last, forbidden);
  // Such a server syncs before it answers.
  if (fsync === 'always') return undefined;
  if (atLeast(version, 7, 2)) return { command: 'WAITAOF', args: [1, 0] } as const;
  throw refusal(
    `appendfsync is ${fsync}, and Redis ${version} has no WAITAOF to wait for its disk; set it with CONFIG SET appendfsync always, and in redis.conf, or use Redis 7.2, or confirm: none`,
  );
}

function refusal(why: string): Refusal {
  return Object.assign(storeUnavailable(`redisQueue: ${why}.`), { refused: true as const });
}

export function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === 'object' && (thrown as Partial<Refusal> | null)?.refused === true;
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(text.split('\r\n').map(line => line.split(':', 2) as [string, string]));
}

function atLeast(version: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}

function forbidden(thrown: unknown): string {
  if (verdictOf(thrown).kind === 'lost') throw thrown;
  return 'unknown (CONFIG is forbidden)';
}

const last = (reply: unknown) => String((reply as readonly unknown[]).at(-1));
