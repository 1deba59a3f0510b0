// npm start: installs and builds what is missing, then runs the sandbox. What follows `--` goes to it.
import { become, ensureBuilt, ensureInstalled, root } from './lib.mjs';

ensureInstalled();
console.log('Building what is stale (the first time this takes a minute or two) …');
ensureBuilt();
become(process.execPath, [`${root}/apps/notifier/bin/helix-notifier.mjs`, 'sandbox', ...process.argv.slice(2)]);
