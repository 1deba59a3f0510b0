// Code that people copy must compile: every ```ts block of the READMEs and docs, under the strict configuration. A block
// after `<!-- from: FILE -->` is a copy of that file, and has to be the same; `--write` makes it so.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, tool } from '../lib.mjs';

const folder = join(root, '.nx/readmes');
const block = /^(?:<!-- from: (\S+) -->\n+)?```ts\n([\s\S]*?)^```/gm;
const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  path => path.endsWith('.md') && !/(^|\/)(node_modules|\.nx|dist|coverage)\//.test(path),
);

if (process.argv.includes('--write')) pages.forEach(writeCopies);
else check();

function writeCopies(page) {
  const text = readFileSync(join(root, page), 'utf8');
  const fresh = text.replace(block, (all, from) =>
    from ? `<!-- from: ${from} -->\n\n\`\`\`ts\n${source(from)}\`\`\`` : all,
  );
  if (fresh !== text) writeFileSync(join(root, page), fresh);
}

function check() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const results = pages.flatMap(page =>
    [...readFileSync(join(root, page), 'utf8').matchAll(block)].map(match => checkBlock(page, match)),
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { noUnusedLocals: false, types: ['node'] },
      include: ['*.ts'],
    }),
  );
  const compiled = run(tool('tsc'), ['--noEmit', '-p', folder]);
  if (!compiled || results.includes(false)) process.exit(1);
  console.log(`${results.length} code blocks of ${pages.length} pages compile, or are what their file says`);
}

function checkBlock(page, { index, input, 1: from, 2: code }) {
  const line = input.slice(0, index).split('\n').length;
  if (from) {
    if (code === source(from)) return true;
    console.error(`${page}:${line} differs from ${from}: run node tools/checks/readmes.mjs --write`);
    return false;
  }
  writeFileSync(
    join(folder, `${page.replace(/\.md$/, '').replaceAll('/', '_')}_line_${line}.ts`),
    `${code}\nexport {};\n`,
  );
  return true;
}

function source(file) {
  return readFileSync(join(root, file), 'utf8');
}
