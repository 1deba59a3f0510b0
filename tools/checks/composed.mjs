// A notifier that a user composes by hand, in an empty folder from the packed tarballs: two channels on an embedded
// queue. What it accepted survives its own `kill -9`, is delivered by the next run, and SIGTERM closes it cleanly.
import { mockSlack, mockWebhook } from '@helix/testutil';
import { emptyFolder } from './empty-folder.mjs';

const imports = {
  '@helix/notify-core': ['createNotifier'],
  '@helix/channel-slack': ['slack'],
  '@helix/channel-webhook': ['webhook'],
  '@helix/reliability': ['exponential', 'queued'],
  '@helix/reliability/embedded': ['embeddedQueue'],
};
const esm = Object.entries(imports).map(([name, verbs]) => `import { ${verbs.join(', ')} } from '${name}';`);
const cjs = Object.entries(imports).map(([name, verbs]) => `const { ${verbs.join(', ')} } = require('${name}');`);
const composed = `
const network = { allow: ['127.0.0.1'] };
const queue = embeddedQueue({ path: process.env.FOLDER });
const notifier = createNotifier({
  channels: {
    ops: slack({ webhookUrl: process.env.SLACK_URL }, { network }),
    hook: webhook({ url: process.env.HOOK_URL }, { network }),
  },
  rules: [{ name: 'failures', condition: 'type==error', channels: ['ops', 'hook'] }],
  deliver: queued(queue, { backoff: exponential({ maxAttempts: Infinity }) }),
});
const close = async () => (await notifier.close(), await queue.close());
`;
// The rest is the check's: it is killed where nothing tells it, as soon as what it was given is stored.
const check = `
process.once('SIGTERM', close);
const title = process.env.TITLE;
if (title) notifier.notify({ title, type: 'error' }).then(({ stored }) => {
  console.log(stored);
  process.kill(process.pid, 'SIGKILL');
});
`;

const folder = await emptyFolder({
  packages: ['@helix/notify-core', '@helix/channel-slack', '@helix/channel-webhook', '@helix/reliability'],
  others: ['@photostructure/sqlite@1.2.1'],
});
try {
  await survives('esm.mjs', esm);
  await survives('cjs.cjs', cjs);
} finally {
  folder.remove();
}

async function survives(file, lines) {
  folder.write(file, [...lines, composed, check].join('\n'));
  const [slack, hook] = [await mockSlack(), await mockWebhook()];
  try {
    await killAndRestart(file, [slack, hook], {
      FOLDER: `./${file}.data`,
      SLACK_URL: slack.webhookUrl,
      HOOK_URL: hook.url,
    });
    console.log(`${file}: killed, started again, delivered to both, closed cleanly`);
  } finally {
    await Promise.all([slack.close(), hook.close()]);
  }
}

async function killAndRestart(file, receivers, own) {
  const environment = { ...process.env, ...own };
  // Until it was killed, nothing gets through.
  for (const receiver of receivers) receiver.answer('hang');
  const killed = await folder.start([file], { ...environment, TITLE: 'Build failed' }).ended;
  if (killed.signal !== 'SIGKILL' || !killed.printed.startsWith('new')) throw new Error(`${file}: ${killed.printed}`);

  for (const receiver of receivers) receiver.reset();
  const running = folder.start([file], environment);
  await Promise.all(receivers.map(receiver => receiver.waitFor(1, { timeoutMs: 60_000 })));
  running.kill('SIGTERM');
  const { code, printed } = await running.ended;
  if (code !== 0 || printed !== '') throw new Error(`${file} ended with ${code}: ${printed}`);
}
