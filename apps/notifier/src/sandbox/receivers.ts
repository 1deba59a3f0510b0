import { mockSlack, mockWebhook } from '@helix/testutil';

/** The mock receivers. Now and then they answer as real ones do on a bad day. */
export async function receivers() {
  const slack = await mockSlack();
  const webhook = await mockWebhook();
  const misbehave = () => {
    const dice = Math.random();
    if (dice < 0.06) slack.script([500]);
    else if (dice < 0.09) slack.rateLimit(2);
    else if (dice < 0.15) webhook.script([503]);
    else if (dice < 0.17) webhook.script([422]);
  };
  const stop = [slack.onRequest(misbehave), webhook.onRequest(misbehave)];
  return {
    slackUrl: slack.webhookUrl,
    webhookUrl: webhook.url,
    async close() {
      stop.forEach(end => end());
      await Promise.all([slack.close(), webhook.close()]);
    },
  };
}
