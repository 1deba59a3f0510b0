// What the core costs: one notification through createNotifier and the Slack channel, beside the bare request and beside
// Slack's own client, to one sink in another process.
import { slack } from '@helix/channel-slack';
import { createNotifier } from '@helix/notify-core';
import { IncomingWebhook } from '@slack/webhook';
import { Agent } from 'undici';
import { inTurn, median, ratio } from './measure.mjs';
import { post } from './post.mjs';
import { startSink } from './sink.mjs';

const size = { total: 6_000, inFlight: 64, rounds: 7 };
const input = {
  title: 'Task Failed',
  message: 'Task t-1 failed: boom',
  type: 'error',
  metadata: { task_id: 't-1', error: 'boom' },
};

export async function bench() {
  const sink = await startSink();
  const webhookUrl = `${sink.url}/services/T0/B0/token`;
  const ops = slack({ webhookUrl, channel: '#ops', username: 'helix' }, { network: { allow: ['127.0.0.1'] } });
  const notifier = createNotifier({
    channels: { ops },
    rules: [{ name: 'failures', condition: 'type==error', channels: ['ops'] }],
  });
  const theirs = new IncomingWebhook(webhookUrl);
  const agent = new Agent({ connections: 128 });
  const message = ops.preview(deliveryOf()).body;
  const body = JSON.stringify(message);

  const rates = await inTurn(
    {
      raw: () => post(agent, webhookUrl, body),
      ours: async () => {
        const [result] = await notifier.notify(input);
        if (!result?.ok) throw result?.error ?? new Error('no rule matched');
      },
      '@slack/webhook': () => theirs.send(message),
    },
    size,
  );
  print(rates, body);
  await Promise.all([notifier.close(), ops.close(), agent.close()]);
  sink.stop();
}

const deliveryOf = () => ({
  id: 'n_1:ops',
  channel: 'ops',
  priority: 'high',
  attempt: 1,
  notification: { ...input, id: 'n_1', priority: 'high', status: 'firing', createdAt: new Date().toISOString() },
});

function print(rates, body) {
  console.log(
    `${size.rounds} rounds of ${size.total} sends, ${size.inFlight} in flight, one process, the sink in another; the body is ${body.length} bytes`,
  );
  for (const [name, values] of Object.entries(rates)) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    console.log(
      `${name.padEnd(16)} ${Math.round(median(values))} sends/s (median; ${Math.round(low)} to ${Math.round(high)})`,
    );
  }
  console.log(`ours / raw             ${ratio(rates.ours, rates.raw).toFixed(2)}  (aim: at least 0.8)`);
  console.log(`ours / @slack/webhook  ${ratio(rates.ours, rates['@slack/webhook']).toFixed(2)}  (aim: at least 2.5)`);
}
