// What a user does first: in an empty folder, from the packed tarballs, a few lines of JavaScript and of strict TypeScript
// send a message, and the script ends by itself.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mockSlack } from '@helix/testutil';
import { tool } from '../lib.mjs';
import { pack, published } from './packages.mjs';

const execute = promisify(execFile);
const wanted = ['@helix/notify-core', '@helix/channel-slack'];

const esm = `import { notify } from '@helix/notify-core';
import { slack } from '@helix/channel-slack';
const ops = slack({ webhookUrl: process.env.SLACK_WEBHOOK_URL as string }, { network: { allow: ['127.0.0.1'] } });
const receipt = await notify(ops, { title: 'Build failed', type: 'error' });
console.log('sent at', receipt.at);
`;
const cjs = `const { notify } = require('@helix/notify-core');
const { slack } = require('@helix/channel-slack');
const ops = slack({ webhookUrl: process.env.SLACK_WEBHOOK_URL }, { network: { allow: ['127.0.0.1'] } });
notify(ops, { title: 'Build failed', type: 'error' }).then(receipt => console.log('sent at', receipt.at));
`;
const plain = code => code.replace(' as string', '');
const compile = (module, moduleResolution) => ({
  file: `${moduleResolution}.mts`,
  code: esm,
  compiler: [
    '--strict',
    '--module',
    module,
    '--moduleResolution',
    moduleResolution,
    '--target',
    'es2022',
    '--types',
    'node',
    '--exactOptionalPropertyTypes',
  ],
});
const users = [
  { file: 'esm.mjs', code: plain(esm) },
  { file: 'cjs.cjs', code: cjs },
  compile('node16', 'node16'),
  compile('esnext', 'bundler'),
];

const folder = mkdtempSync(join(tmpdir(), 'helix-packed-'));
const slack = await mockSlack();
try {
  const tarballs = published.filter(({ name }) => wanted.includes(name)).map(each => pack(each, folder).tarball);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  await execute(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...tarballs, '@types/node@20'],
    { cwd: folder },
  );

  for (const [index, { file, code, compiler }] of users.entries()) {
    writeFileSync(join(folder, file), code);
    if (compiler) await execute(tool('tsc'), [...compiler, file], { cwd: folder }).catch(failed);
    const script = file.replace('.mts', '.mjs');
    // The time-out is the check that nothing keeps the process: it is far above what a send needs.
    const { stdout } = await execute(process.execPath, [script], {
      cwd: folder,
      timeout: 20_000,
      env: { ...process.env, SLACK_WEBHOOK_URL: slack.webhookUrl },
    }).catch(failed);
    if (!stdout.startsWith('sent at') || slack.count() !== index + 1)
      throw new Error(`${file} sent nothing: ${stdout}`);
    console.log(`${file}: sent, and ended by itself`);
  }
} finally {
  await slack.close();
  rmSync(folder, { recursive: true, force: true });
}

function failed({ stdout, stderr, message, killed }) {
  throw new Error(killed ? `${message}: it did not end by itself` : `${message}\n${stdout}${stderr}`);
}
