#!/usr/bin/env node
// Committed, so that npm links it before the first build.
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error('The notifier is not built yet: run "npm run build" first.');
  process.exitCode = 1;
}
