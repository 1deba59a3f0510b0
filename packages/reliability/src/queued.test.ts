import { memoryQueue, queued, type Queue, type QueuedOptions, type WorkerEvent } from './index.js';
import { batch } from './checks/world.js';

/** What a notifier does: starts with what its channels say, adds. Resolves when the first was sent. */
function notifier(queue: Queue<string>, options: QueuedOptions) {
  const sent: string[] = [];
  const deliver = queued(queue, options);
  let sentFirst: () => void = () => undefined;
  const first = new Promise<void>(resolve => (sentFirst = resolve));
  const send = async ({ notification }: { notification: string }) => {
    sent.push(notification);
    sentFirst();
    return { at: 'then', handle: undefined };
  };
  deliver.start(send, { a: { timeoutMs: 1_000, rates: [{ scope: [], key: 'k', perSecond: 1 }] } });
  return { ...deliver, sent, first };
}

it('what is added is stored, and a worker sends it', async () => {
  const queue = memoryQueue<string>();
  const events: WorkerEvent[] = [];
  const { add, stop, sent, first } = notifier(queue, { on: event => void events.push(event) });
  expect(await add([batch('n1')])).toEqual([{ id: 'n1', stored: 'new', jobs: [{ id: 'n1:a', lane: 'a' }] }]);
  await first;
  await stop();
  expect(sent).toEqual(['body of n1']);
  expect(events.map(({ kind }) => kind)).toEqual(['attempt', 'done']);
  expect((await queue.get('n1'))?.jobs[0]).toMatchObject({ state: 'done', receipt: { at: 'then' } });
});

it('options are laid over what the channels say', async () => {
  const queue = memoryQueue<string>();
  const asked: number[] = [];
  const gate = {
    take: async (n: number) => ({ granted: asked.push(n) > 0 ? n : 0, waitMs: 0 }),
    giveBack: async () => undefined,
    report: async () => undefined,
  };
  const { add, stop, first } = notifier(queue, { lanes: { a: { concurrency: 3, rates: [], gates: [gate] } } });
  await add([batch('n1')]);
  await first;
  await stop();
  expect(asked[0]).toBe(3);
});

it('reads the rates and the time-out of a channel, and leaves it the rest', async () => {
  const deliver = queued(memoryQueue<string>());
  const channel = { type: 'slack', label: 'Slack', rates: [], timeoutMs: 1_000 };
  deliver.start(async () => ({}), { a: channel });
  await deliver.stop();
});

it('without work it only stores', async () => {
  const queue = memoryQueue<string>();
  const { add, stop, sent } = notifier(queue, { work: false });
  await add([batch('n1')]);
  await stop();
  expect(sent).toEqual([]);
  expect((await queue.counts()).a?.waiting).toBe(1);
});

it('options for a lane that no channel has are refused', () => {
  const message = 'queued: a name in lanes is "slak"; give the name of a channel that is on (a).';
  expect(() => notifier(memoryQueue(), { lanes: { a: {}, slak: {} } })).toThrow(new RangeError(message));
});
