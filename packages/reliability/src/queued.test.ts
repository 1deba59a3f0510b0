import { createNotifier, type Channel, type Notification } from '@helix/notify-core';
import { memoryQueue, queued, type WorkerEvent } from './index.js';

/** A channel that notes what it is given, and says so. */
function recording() {
  const titles: string[] = [];
  let told: () => void = () => undefined;
  const delivered = new Promise<void>(resolve => (told = resolve));
  const channel: Channel = {
    type: 'recording',
    label: 'Recording',
    rates: [],
    timeoutMs: 1_000,
    send: async ({ notification }) => {
      titles.push(notification.title);
      told();
      return { at: new Date(0).toISOString() };
    },
    preview: () => null,
    describe: () => null,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { channel, titles, delivered };
}
const rules = [{ name: 'all', channels: ['ops'] }];

it('a notifier stores what it is told, and a worker delivers it', async () => {
  const { channel, titles, delivered } = recording();
  const queue = memoryQueue<Notification>();
  const events: WorkerEvent[] = [];
  const deliver = queued(queue, { lanes: { ops: { concurrency: 1 } }, on: event => void events.push(event) });
  const notifier = createNotifier({ channels: { ops: channel }, rules, deliver });
  const added = await notifier.notify({ title: 'Build failed', type: 'error' });
  expect(added).toMatchObject({ stored: 'new', jobs: [{ id: `${added.id}:ops`, lane: 'ops' }] });
  await delivered;
  await notifier.close();
  expect(titles).toEqual(['Build failed']);
  expect(events.map(({ kind }) => kind)).toEqual(['attempt', 'done']);
  expect((await queue.get(added.id))?.jobs[0]?.state).toBe('done');
});

it('without work it only stores', async () => {
  const { channel, titles } = recording();
  const queue = memoryQueue<Notification>();
  const notifier = createNotifier({ channels: { ops: channel }, rules, deliver: queued(queue, { work: false }) });
  await notifier.notify({ title: 'Build failed' });
  await notifier.close();
  expect(titles).toEqual([]);
  expect((await queue.counts())['ops']?.waiting).toBe(1);
});

it('stopping what was never started is nothing', async () => {
  await queued(memoryQueue<Notification>()).stop();
});
