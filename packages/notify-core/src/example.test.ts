import { provider } from '@helix/testutil';
import { connect, createNotifier, notify, type EventLike } from './index.js';
import { chatAt } from './testing/chat.js';

interface TaskFailed {
  readonly task_id: string;
  readonly error?: string;
}
/** A bus whose events are narrower than core's, as a user's are. */
interface TaskBus {
  subscribe(
    pattern: string,
    handler: (event: Omit<EventLike, 'data'> & { readonly data: TaskFailed }) => Promise<void>,
  ): () => void;
}

it('does what a user writes', async () => {
  const receivers = { ops: await provider(), mail: await provider({ answer: 500 }) };
  const [ops, mail] = [chatAt(receivers.ops.url), chatAt(receivers.mail.url)];

  await notify(ops, { title: 'Build failed', type: 'error' });

  const rules = [{ name: 'failures', condition: 'type==error', channels: ['ops', 'mail'] }];
  const direct = createNotifier({ channels: { ops, mail }, rules });
  const failed: string[] = [];
  for (const result of await direct.notify({ title: 'Build failed', type: 'error' }))
    if (!result.ok) failed.push(`${result.channel} ${result.error.code}`);
  expect(failed).toEqual(['mail server_error']);

  const handlers = new Set<Parameters<TaskBus['subscribe']>[1]>();
  const bus: TaskBus = {
    subscribe(_, handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
  };
  const end = connect(bus, direct);
  const data: TaskFailed = { task_id: 't-1', error: 'boom' };
  const event = {
    id: 'e1',
    type: 'task.failed',
    source: 'demo',
    severity: 'error',
    timestamp: new Date().toISOString(),
    data,
  } as const;
  for (const handler of handlers)
    await expect(handler(event)).rejects.toThrow('event task.failed (e1) did not reach mail');
  end();
  expect(handlers.size).toBe(0);

  expect(receivers.ops.requests().map(({ json }) => (json as { text: string }).text)).toEqual([
    '',
    '',
    'Task t-1 failed: boom',
  ]);
  await direct.close();
  await Promise.all([ops.close(), mail.close()]);
  await Promise.all([receivers.ops.close(), receivers.mail.close()]);
});
