// The one build configuration. The entries and formats are what the package's own `exports` promise.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'tsup';

// tsup bundles this file, and what it requires must stay out of that.
const threadSource = createRequire(import.meta.url)('./thread-source.cjs');
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const promised = Object.values(exports).filter(target => typeof target === 'object');
const files = promised.map(target => target.import?.default ?? target.default);
const name = file => file.replace('./dist/', '').replace(/\.js$/, '');

export default defineConfig({
  entry: Object.fromEntries(files.map(file => [name(file), `src/${name(file)}.ts`])),
  format: promised.some(target => target.require) ? ['esm', 'cjs'] : ['esm'],
  target: 'node20',
  platform: 'node',
  tsconfig: 'tsconfig.json',
  dts: true,
  sourcemap: true,
  clean: true,
  loader: { '.lua': 'text' },
  esbuildPlugins: [threadSource.plugin],
});
