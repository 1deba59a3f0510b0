import { Worker } from 'node:worker_threads';
import type { Link } from './client.js';
import { sqliteModule } from './sqlite-module.js';
import { source } from './store.thread.js';
import type { EngineOptions } from './store/engine.js';

// In CommonJS the one, in ESM the other.
const here = typeof __filename === 'string' ? __filename : import.meta.url;

/** Starts the store in a thread of its own, so that a slow disk holds up nobody but those who wait for it. */
export function thread(options: Omit<EngineOptions, 'sqlite' | 'startedAt'>): Link {
  const workerData: EngineOptions = { ...options, sqlite: sqliteModule(here), startedAt: performance.timeOrigin };
  // What Node was started with (a loader, a debugger) is none of its business.
  return new Worker(source, { eval: true, workerData, execArgv: [] });
}
