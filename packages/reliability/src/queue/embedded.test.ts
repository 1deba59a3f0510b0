import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueChecks } from '../checks/index.js';
import { embeddedQueue } from './embedded.js';

// Fifty sequences are some twenty thousand commits, each of them an fsync.
jest.setTimeout(240_000);

queueChecks({
  it,
  create: options => embeddedQueue<string>({ ...options, path: mkdtempSync(join(tmpdir(), 'queue-')), minFreeBytes: 0 }),
  model: { seeds: 50 },
});
