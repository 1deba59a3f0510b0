import { call } from '../testing/call.js';
import { receivers } from './receivers.js';

/** What both answer, twice each, when the dice fall like this. */
async function answers(dice: number): Promise<number[]> {
  jest.spyOn(Math, 'random').mockReturnValue(dice);
  const { slackUrl, webhookUrl, close } = await receivers();
  const statuses: number[] = [];
  for (const url of [webhookUrl, slackUrl, webhookUrl, slackUrl])
    statuses.push((await call(url, { body: { text: 'hi' } })).status);
  await close();
  return statuses;
}

afterEach(() => jest.restoreAllMocks());

describe('the receivers of the sandbox', () => {
  it.each([
    ['well on most days', 0.5, [200, 200, 200, 200]],
    ['away for a moment: Slack', 0.01, [200, 500, 200, 500]],
    ['asked too often: Slack', 0.07, [200, 429, 200, 429]],
    ['away for a moment: the webhook', 0.1, [200, 200, 503, 200]],
    ['not content: the webhook', 0.16, [200, 200, 422, 200]],
  ])('are %s', async (_, dice, statuses) => {
    expect(await answers(dice)).toEqual(statuses);
  });
});
