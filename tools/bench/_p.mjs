import { slack } from '@helix/channel-slack';
import { createNotifier } from '@helix/notify-core';
const dispatcher = {
  dispatch(o, h) {
    setImmediate(() => {
      h.onRequestStart({ abort() {} }, {});
      h.onResponseStart({}, 200, {}, 'OK');
      h.onResponseData({}, Buffer.from('ok'));
      h.onResponseEnd({}, {});
    });
    return true;
  },
};
const ops = slack(
  { webhookUrl: 'https://hooks.slack.com/services/T/B/x', channel: '#ops', username: 'helix' },
  { dispatcher },
);
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
for (let r = 0; r < 8; r++) {
  const t = process.cpuUsage().user;
  const n = 20000;
  let left = n;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (left-- > 0) {
        const [x] = await notifier.notify(input);
        if (!x.ok) throw x.error;
      }
    }),
  );
  console.log(((process.cpuUsage().user - t) / n).toFixed(1), 'µs');
}
