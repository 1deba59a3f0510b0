import { parentPort, workerData } from 'node:worker_threads';
import { host } from './store/host.js';
import { engine, type EngineOptions } from './store/engine.js';

// Runs in a thread of its own. Whoever imports this module gets its bundled text as `source` instead: the build and the
// tests see to that, so that it works from ESM, from CommonJS, and in a bundle that somebody makes of this package.
export declare const source: string;

if (parentPort) host(parentPort, () => engine(workerData as EngineOptions));
