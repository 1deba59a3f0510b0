import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { signalProcess, spawnRedis } from './redis-process.js';

export interface RedisOptions {
  /** Whether it writes an append-only file and when it syncs it: what survives `kill` and `restart`. `no`. */
  readonly appendonly?: 'no' | 'everysec' | 'always' | undefined;
  /** As in redis.conf, without quotes: `{ maxmemory: '32mb', replicaof: '127.0.0.1 6379' }`. A `requirepass` is in `url`. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Where `REDIS_URL` and `HELIX_REDIS_BIN` are read: the process's own. With `{}` a server is always started. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A real Redis on 127.0.0.1, or the one that `REDIS_URL` names, which `stop` leaves running. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** Sends the signal (`SIGKILL`) and waits for the end, but not with `SIGSTOP` and `SIGCONT`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Kills the server where it runs, and starts it again on its port and folder. */
  restart(): Promise<void>;
}

const portAttempts = 10;

/** Uses `REDIS_URL` where it is set, otherwise starts `HELIX_REDIS_BIN`, `redis-server` or `valkey-server`. Never skips. */
export function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const { environment = env } = options;
  const { REDIS_URL: url, HELIX_REDIS_BIN: binary } = environment;
  if (url && options.settings)
    return Promise.reject(
      new Error('The Redis of REDIS_URL is not ours to set up: give `environment: {}` beside `settings`.'),
    );
  if (url) return Promise.resolve(givenRedis(url));
  return ownRedis(binary ? [binary] : ['redis-server', 'valkey-server'], options);
}

function givenRedis(url: string): RedisServer {
  const refuse = () =>
    Promise.reject(new Error('The Redis of REDIS_URL is not ours to kill or restart: unset REDIS_URL for this test.'));
  const stop = () => Promise.resolve();
  return {
    url,
    port: Number(new URL(url).port || 6379),
    stop,
    kill: refuse,
    restart: refuse,
    [Symbol.asyncDispose]: stop,
  };
}

async function ownRedis(binaries: readonly string[], options: RedisOptions): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'helix-redis-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const launch = (port: number) =>
    launchFirst(binaries, [...argumentsOf(options), '--dir', folder, '--port', String(port)]);

  const { port, child } = await onFreePort(launch).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  let running = child;

  const kill = (signal: NodeJS.Signals = 'SIGKILL') => signalProcess(running, signal);
  async function stop(): Promise<void> {
    await kill();
    await removeFolder();
  }
  async function restart(): Promise<void> {
    await kill();
    const again = await launch(port);
    if (!again) throw new Error(`startRedis could not restart: port ${port} was taken meanwhile.`);
    running = again;
  }
  return { url: urlOf(port, options), port, stop, kill, restart, [Symbol.asyncDispose]: stop };
}

function argumentsOf({ appendonly = 'no', settings = {} }: RedisOptions): readonly string[] {
  const durable = appendonly === 'no' ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', appendonly];
  const further = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, ...value.split(' ')]);
  return ['--bind', '127.0.0.1', '--save', '', ...durable, ...further];
}

function urlOf(port: number, { settings: { requirepass: password } = {} }: RedisOptions): string {
  return `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`;
}

async function onFreePort(launch: (port: number) => Promise<ChildProcess | undefined>) {
  for (let attempt = 1; attempt <= portAttempts; attempt += 1) {
    // A Redis in cluster mode also listens 10,000 above its port.
    const port = randomInt(10_000, 55_536);
    const child = await launch(port);
    if (child) return { port, child };
  }
  throw new Error(`startRedis found no free port in ${portAttempts} attempts.`);
}

/** Starts the first of the binaries that exists; undefined where the port is taken. */
async function launchFirst(binaries: readonly string[], args: readonly string[]): Promise<ChildProcess | undefined> {
  for (const binary of binaries) {
    const result = await spawnRedis(binary, args);
    if (!('failure' in result)) return result;
    if (result.failure === 'taken') return undefined;
    if (result.failure === 'other')
      throw new Error(`${binary} ended before it was ready. Its last line: "${lastLine(result.output)}".`);
  }
  throw new Error(
    `startRedis found no ${binaries.join(' or ')}: run \`apt-get install -y redis-server\`, or set REDIS_URL.`,
  );
}

const lastLine = (output: string) => output.trimEnd().split('\n').at(-1);
