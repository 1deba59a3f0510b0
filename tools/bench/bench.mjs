// npm run bench -- NAME: measures in one run and prints ratios, since machines are shared and noisy.
import { ensureBuilt, ensureInstalled } from '../lib.mjs';

const benches = {
  direct: () => import('./direct.mjs'),
  queue: () => import('./queue.mjs'),
  line: () => import('./line.mjs'),
};

const name = process.argv[2];
if (!Object.hasOwn(benches, name ?? '')) {
  console.error(`Name a benchmark: npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exit(2);
}
ensureInstalled();
ensureBuilt();
await (await benches[name]()).bench(process.argv.slice(3));
