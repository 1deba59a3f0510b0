import type { Delivery, Receipt } from './delivery.js';
import { toNotification } from './notification.js';
import { route } from './route.js';

const to = (channel: string): Delivery => ({
  id: `n:${channel}`,
  channel,
  priority: 'low',
  attempt: 1,
  notification: toNotification({ title: 'Hi' }),
});
const { signal } = new AbortController();

describe('route', () => {
  it('gives a delivery and its signal to the channel that it names', async () => {
    const receipt: Receipt = { at: 'now' };
    const seen: unknown[] = [];
    const send = route({
      ops: { send: async (...given) => (seen.push(given), receipt) },
      mail: { send: () => Promise.reject(new Error('the wrong channel')) },
    });
    const delivery = to('ops');
    await expect(send(delivery, signal)).resolves.toBe(receipt);
    expect(seen).toEqual([[delivery, signal]]);
  });

  it('passes on how the channel failed', async () => {
    const error = new Error('boom');
    await expect(route({ ops: { send: () => Promise.reject(error) } })(to('ops'), signal)).rejects.toBe(error);
  });

  it.each(['mail', 'constructor', '__proto__'])('rejects where there is no channel %s', async name => {
    await expect(route({})(to(name), signal)).rejects.toMatchObject({
      code: 'misconfigured',
      message: `there is no channel "${name}" here, or it is turned off`,
    });
  });
});
