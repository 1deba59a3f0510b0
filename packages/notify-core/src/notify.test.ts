import { provider, type Provider } from '@helix/testutil';
import type { Channel } from './channel/channel.js';
import type { Delivery, Send } from './delivery.js';
import { notify, type NotifyOptions } from './notify.js';
import { chatAt } from './testing/chat.js';

describe('notify', () => {
  describe('to a channel', () => {
    let receiver: Provider;
    let ops: Channel;
    beforeEach(async () => {
      receiver = await provider({ answer: { body: { ok: true, id: 'p1' } } });
      ops = chatAt(receiver.url);
    });
    afterEach(async () => {
      await ops.close();
      await receiver.close();
    });

    it('sends one request and answers the receipt', async () => {
      const receipt = await notify(ops, { title: 'Hi', message: 'there', priority: 'high' });
      expect(receipt).toMatchObject({ providerId: 'p1', status: 200 });
      expect(receiver.count()).toBe(1);
      expect(receiver.requests()[0]?.json).toMatchObject({ title: 'Hi', text: 'there', priority: 'high' });
    });

    it('makes one attempt and throws how it failed', async () => {
      receiver.script([500]);
      await expect(notify(ops, { title: 'Hi' })).rejects.toMatchObject({
        name: 'DeliveryError',
        code: 'server_error',
        status: 500,
      });
      expect(receiver.count()).toBe(1);
    });

    it('is cancelled by its signal', async () => {
      receiver.script(['hang']);
      const controller = new AbortController();
      const sent = notify(ops, { title: 'Hi' }, { signal: controller.signal });
      const failed = expect(sent).rejects.toMatchObject({ name: 'DeliveryError', code: 'cancelled' });
      await receiver.waitFor(1);
      controller.abort();
      await failed;
    });

    it('sends nothing of what is no notification', async () => {
      await expect(notify(ops, { title: '' })).rejects.toMatchObject({
        code: 'invalid_request',
        message: 'notification: title: must not be empty',
      });
      expect(receiver.count()).toBe(0);
    });
  });

  describe('to a Send', () => {
    async function seenBy(options?: NotifyOptions) {
      const seen: [Delivery, AbortSignal][] = [];
      const send: Send = async (...given) => (seen.push(given), { at: 'now' });
      await expect(notify(send, { id: 'n1', title: 'Hi', priority: 'urgent' }, options)).resolves.toEqual({
        at: 'now',
      });
      return seen;
    }

    it('gives it the first attempt of a delivery', async () => {
      const [[delivery, signal] = []] = await seenBy();
      expect(delivery).toMatchObject({
        id: 'n1:direct',
        channel: 'direct',
        priority: 'urgent',
        attempt: 1,
        notification: { title: 'Hi' },
      });
      expect(delivery?.handle).toBeUndefined();
      expect(signal?.aborted).toBe(false);
    });

    it('gives it signal and handle', async () => {
      const { signal } = new AbortController();
      const [[delivery, given] = []] = await seenBy({ signal, handle: 'h1' });
      expect(delivery?.handle).toBe('h1');
      expect(given).toBe(signal);
    });
  });
});

it.each([undefined, {}, 'ops'])('%p is no channel, and refused in one sentence', async to => {
  await expect(notify(to as never, { title: 'Hi' })).rejects.toThrow(/^notify: the first argument must be a channel/);
});
