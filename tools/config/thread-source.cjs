// A `*.thread.ts` runs in a thread of its own. Whoever imports it gets its text instead, bundled with all that it imports:
// so it is found from ESM, from CommonJS, and in a bundle that somebody makes of the package.
const { createHash } = require('node:crypto');
const { buildSync } = require('esbuild');

const pattern = /\.thread\.ts$/;
const bundling = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifyWhitespace: true,
};

function textOf(path) {
  const [bundle] = buildSync({ ...bundling, entryPoints: [path] }).outputFiles;
  return JSON.stringify(bundle.text);
}

module.exports = {
  /** For esbuild. */
  plugin: {
    name: 'thread-source',
    setup: build =>
      build.onLoad({ filter: pattern }, ({ path }) => ({
        contents: `export const source = ${textOf(path)};`,
        loader: 'js',
      })),
  },
  /** For jest. */
  process: (_, path) => ({ code: `exports.source = ${textOf(path)};` }),
  // By what is bundled: the file itself hardly ever changes.
  getCacheKey: (_, path) => createHash('sha1').update(textOf(path)).digest('hex'),
};
