// What a user does first: in an empty folder, from the packed tarballs, a few lines of JavaScript and of strict TypeScript
// send a message, and the script ends by itself.
import { mockSlack } from '@helix/testutil';
import { tool } from '../lib.mjs';
import { emptyFolder } from './empty-folder.mjs';

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

const slack = await mockSlack();
const folder = await emptyFolder({
  packages: ['@helix/notify-core', '@helix/channel-slack'],
  others: ['@types/node@20'],
});
try {
  for (const [index, { file, code, compiler }] of users.entries()) {
    folder.write(file, code);
    if (compiler) await folder.run(tool('tsc'), [...compiler, file]);
    const script = file.replace('.mts', '.mjs');
    const printed = await folder.run(process.execPath, [script], { SLACK_WEBHOOK_URL: slack.webhookUrl });
    if (!printed.startsWith('sent at') || slack.count() !== index + 1)
      throw new Error(`${file} sent nothing: ${printed}`);
    console.log(`${file}: sent, and ended by itself`);
  }
} finally {
  await slack.close();
  folder.remove();
}
