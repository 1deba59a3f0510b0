import { slack } from '@helix/channel-slack';
import { createNotifier } from '@helix/notify-core';
import { IncomingWebhook } from '@slack/webhook';
import { Agent, request } from 'undici';
import { startSink } from './sink.mjs';
const sink = await startSink();
const url = sink.url + '/services/T/B/x';
const ops = slack({ webhookUrl: url, channel: '#ops', username: 'helix' }, { network: { allow: ['127.0.0.1'] } });
const notifier = createNotifier({
  channels: { ops },
  rules: [{ name: 'failures', condition: 'type==error', channels: ['ops'] }],
});
const input = {
  title: 'Task Failed',
  message: 'Task t-1 failed: boom',
  type: 'error',
  metadata: { task_id: 't-1', error: 'boom' },
};
const agent = new Agent({ connections: 128 });
const body = JSON.stringify(
  ops.preview({
    id: 'n_1:ops',
    channel: 'ops',
    priority: 'high',
    attempt: 1,
    notification: { ...input, id: 'n_1', priority: 'high', status: 'firing', createdAt: new Date().toISOString() },
  }).body,
);
const theirs = new IncomingWebhook(url);
const c = {
  raw: async () => {
    const controller = new AbortController();
    const t = setTimeout(() => controller.abort(), 10000);
    const a = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: controller.signal,
    });
    const x = await a.body.text();
    clearTimeout(t);
    if (x !== 'ok') throw 1;
  },
  ours: async () => {
    const [x] = await notifier.notify(input);
    if (!x.ok) throw x.error;
  },
  slack: () => theirs.send({ text: 'a' }),
};
const only = process.argv[2];
const run = async (f, n) => {
  let left = n;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (left-- > 0) await f();
    }),
  );
};
for (const k in c) if (!only || only === k) await run(c[k], 4000);
for (let r = 0; r < 4; r++)
  for (const k in c) {
    if (only && only !== k) continue;
    const u = process.cpuUsage(),
      t = performance.now();
    await run(c[k], 6000);
    const d = process.cpuUsage(u);
    console.log(
      k.padEnd(6),
      'cpu',
      ((d.user + d.system) / 6000).toFixed(1),
      'µs  user',
      (d.user / 6000).toFixed(1),
      ' wall',
      (((performance.now() - t) * 1000) / 6000).toFixed(1),
    );
  }
sink.stop();
process.exit();
