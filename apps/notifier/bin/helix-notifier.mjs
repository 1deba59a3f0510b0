#!/usr/bin/env node
// Committed, so that npm links it before the first build.
import { existsSync } from 'node:fs';

// Where they go may be full, or nobody reads any more: that ends no command and stops no service.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error('The notifier is not built yet: run "npm run build" first.');
  process.exitCode = 1;
}
