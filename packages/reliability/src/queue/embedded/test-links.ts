import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deserialize, serialize } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { systemClock } from '../../clock.js';
import type { Queue, QueueOptions } from '../queue.js';
import type { Link } from './client.js';
import type { Notice } from './protocol.js';
import { queueOver } from './queue-over.js';
import { sqliteModule } from './sqlite-module.js';
import { source } from './store.thread.js';
import { engineOf, type EngineOptions } from './store/engine.js';
import { host } from './store/host.js';
import { open, type Opened } from './store/open.js';

// For the tests of this folder: the store in this thread, where coverage sees it, and in another process, which can be killed.

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'queue-'));
}

export function engineOptions(folder: string, { maxSize = 100_000, retention = {} }: QueueOptions = {}): EngineOptions {
  const { finishedMs = 86_400_000, maxFinished = 100_000 } = retention;
  const limits = { maxSize, finishedMs, maxFinished };
  return { folder, sqlite: sqliteModule(__filename), startedAt: performance.timeOrigin, limits, minFreeBytes: 0 };
}

interface LocalOptions extends QueueOptions {
  readonly folder?: string;
  readonly minFreeBytes?: number;
  readonly onFatal?: (error: Error) => void;
  /** What a test does to the store before it is used. */
  readonly prepare?: (opened: Opened) => Opened;
}

/** The same store and the same messages, in this thread. */
export function localQueue(options: LocalOptions = {}): Queue<string> {
  const { folder = newFolder(), clock = systemClock, minFreeBytes = 0, prepare = (opened: Opened) => opened } = options;
  const { port1, port2 } = new MessageChannel();
  const engine = { ...engineOptions(folder, options), minFreeBytes };
  host(port1, () => engineOf(prepare(open(engine)), engine));
  return queueOver(port2, { clock, onFatal: options.onFatal ?? (() => undefined) });
}

export interface OtherProcess {
  readonly queue: Queue<string>;
  readonly pid: number;
  /** kill -9. */
  kill(): Promise<void>;
}

// The store's thread as it is built, in a process that speaks for it over its standard streams.
const script = `
  const { Worker } = require('node:worker_threads');
  const [file, workerData] = process.argv.slice(1);
  const store = new Worker(require('node:fs').readFileSync(file, 'utf8'), { eval: true, workerData: JSON.parse(workerData) });
  const { serialize, deserialize } = require('node:v8');
  store.on('message', notice => process.stdout.write(serialize(notice).toString('base64') + '\\n'));
  const lines = require('node:readline').createInterface({ input: process.stdin });
  lines.on('line', line => store.postMessage(deserialize(Buffer.from(line, 'base64'))));
`;

export function otherProcess(folder: string): OtherProcess {
  const file = join(newFolder(), 'thread.cjs');
  writeFileSync(file, source);
  const workerData = JSON.stringify({ ...engineOptions(folder), startedAt: Math.random() });
  const child = spawn(process.execPath, ['-e', script, file, workerData], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  // What is asked of one that was killed gets no answer.
  child.stdin.on('error', () => undefined);
  const link: Link = {
    postMessage: message => void child.stdin.write(`${serialize(message).toString('base64')}\n`),
    on: (event: string, listener: (notice: Notice & Error) => void) =>
      event === 'message'
        ? lines.on('line', line => listener(deserialize(Buffer.from(line, 'base64')) as Notice & Error))
        : undefined,
    ref: () => undefined,
    unref: () => undefined,
  };
  return {
    queue: queueOver<string>(link, { clock: systemClock, onFatal: () => undefined }),
    pid: child.pid ?? 0,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
