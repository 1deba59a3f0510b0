// Code that people copy must compile: every ```ts block of the READMEs and docs, under the strict configuration.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, run, tool } from '../lib.mjs';

const folder = join(root, '.nx/readmes');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  path => path.endsWith('.md') && !/(^|\/)(node_modules|\.nx|dist|coverage)\//.test(path),
);
let blocks = 0;
for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8');
  for (const { index, 1: code } of text.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
    const line = text.slice(0, index).split('\n').length;
    const file = `${relative(root, join(root, page)).replaceAll('/', '_').replace(/\.md$/, '')}_line_${line}.ts`;
    writeFileSync(join(folder, file), `${code}\nexport {};\n`);
    blocks += 1;
  }
}
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { noUnusedLocals: false, types: ['node'], target: 'ES2022' },
    include: ['*.ts'],
  }),
);
if (!run(tool('tsc'), ['--noEmit', '-p', folder])) process.exit(1);
console.log(`${blocks} code blocks of ${pages.length} pages compile`);
