import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { launchServer, type LaunchedServer } from './testing/launch.js';
import { temporaryFile } from './testing/temporary-file.js';

const toHook = (url: string, options = '') => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels: { hook: { type: webhook, url: "${url}"${options} } }
  rules: [{ name: All, condition: 'type in [error, alert]', channels: [hook] }]
`;
const event = { type: 'task.failed', source: 'demo', severity: 'error' };
const idsOf = (hook: MockWebhook) => hook.requests().map(({ headers }) => headers['webhook-id']);

describe('a notifier that is killed and started again', () => {
  it('delivers what it had accepted, once, and answers a repeat as before', async () => {
    await using hook = await mockWebhook();
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using before = await launchServer(file.path);
    await before.call('/v1/channels/hook/pause', { body: { reason: 'a test' } });
    const keyed = { body: { title: 'Disk full', channels: ['hook'] }, headers: { 'idempotency-key': 'k-1' } };
    const first = await before.call('/v1/notifications', keyed);
    const many = Array.from({ length: 50 }, (_, place) => ({ ...event, id: `e-${place}` }));
    const { ids } = (await before.call('/v1/events', { body: many })).json;
    await before.end('SIGKILL');
    expect(hook.count()).toBe(0);

    await using after = await launchServer(file.path);
    expect((await after.call('/v1/channels')).json.items).toMatchObject([
      { paused: { reason: 'a test', by: 'api' }, waiting: 51 },
    ]);
    expect(await after.call('/v1/notifications', keyed)).toMatchObject({ status: 202, json: first.json });
    expect(await after.call('/v1/notifications', { ...keyed, body: { title: 'Other' } })).toMatchObject({
      status: 422,
    });
    expect((await after.call('/v1/events', { body: many })).json).toMatchObject({ accepted: 50, ids });
    await after.call('/v1/channels/hook/resume', { method: 'POST' });
    for (const id of [first.json.id, ...ids]) expect(await after.when(id)).toMatchObject({ state: 'delivered' });
    expect(new Set(idsOf(hook)).size).toBe(51);
    expect(hook.count()).toBe(51);
  });

  it('sends again what was on its way, and counts the attempt that the crash cost', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using before = await launchServer(file.path);
    const [id] = (await before.call('/v1/events', { body: event })).json.ids;
    await hook.waitFor(1);
    await before.end('SIGKILL');

    await using after = await launchServer(file.path);
    expect(await after.when(id)).toMatchObject({ state: 'delivered', deliveries: [{ attempt_count: 2 }] });
    expect(new Set(idsOf(hook)).size).toBe(1);
  });

  it('still has its dead letters; one that is replayed three times is delivered once', async () => {
    await using hook = await mockWebhook();
    hook.script([400]);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using before = await launchServer(file.path);
    const [id] = (await before.call('/v1/events', { body: event })).json.ids;
    await before.when(id, ({ state }) => state === 'failed');
    await before.end('SIGKILL');

    await using after = await launchServer(file.path);
    expect((await after.call('/v1/dead-letters')).json.items).toMatchObject([
      { id: `${id}:hook`, title: 'Task Failed' },
    ]);
    const replay = () => after.call('/v1/dead-letters/replay', { body: { channel: 'hook' } });
    const answers = await Promise.all([replay(), replay(), replay()]);
    expect(answers.map(({ json }) => json.replayed).sort()).toEqual([0, 0, 1]);
    expect(await after.when(id)).toMatchObject({ state: 'delivered' });
    expect(hook.count()).toBe(2);
  });
});

describe('a worker’s trouble and its end', () => {
  const start = Date.now() - 60_000;
  const at = (second: number) => new Date(start + second * 1_000).toISOString();
  const incident = (url: string) => `
${toHook(url, `, payload_template: '{"key":"{{ dedup_key }}","status":"{{ status }}"}'`)}
events:
  worker.heartbeat_missed: { dedup_key: "worker-{{ event.data.worker_id }}" }
  worker.connected: { dedup_key: "worker-{{ event.data.worker_id }}", status: resolved }
`;
  const trouble = { type: 'worker.heartbeat_missed', source: 'pool', severity: 'error', timestamp: at(1) };
  const end = { type: 'worker.connected', source: 'pool', timestamp: at(2) };
  const of = (worker_id: string) => [trouble, end].map(one => ({ ...one, data: { worker_id } }));
  const told = (hook: MockWebhook) => hook.bodies().map(body => (body as { readonly status: string }).status);

  /** Posts each of the requests; `kill` is a `kill -9` and a start, `wait` waits until all so far has ended. */
  async function posted(hook: MockWebhook, steps: readonly (readonly object[] | 'kill' | 'wait')[]): Promise<string> {
    await using file = await temporaryFile('helix.yaml', incident(hook.url));
    let server: LaunchedServer = await launchServer(file.path);
    const ids: string[] = [];
    const allEnded = async () => {
      for (const id of ids) await server.when(id);
    };
    for (const step of steps) {
      if (step === 'wait') await allEnded();
      else if (step === 'kill') {
        await server.end('SIGKILL');
        server = await launchServer(file.path);
      } else ids.push(...(await server.call('/v1/events', { body: step })).json.ids);
    }
    await allEnded();
    await server.end('SIGTERM');
    return told(hook).join(' ');
  }
  const [missed, back] = of('w-1') as [object, object];

  it.each([
    ['in two requests', [[missed], 'wait', [back]]],
    ['with a restart between', [[missed], 'wait', 'kill', [back]]],
    ['and both again after a restart', [[missed], 'wait', [back], 'wait', 'kill', [missed, back]]],
  ] as const)('%s: is opened and resolved', async (_, steps) => {
    await using hook = await mockWebhook();
    expect(await posted(hook, steps)).toBe('firing resolved');
  });

  it.each([
    ['in one request', [[missed, back]]],
    ['one right after the other', [[missed], [back]]],
    ['with a kill right between', [[missed], 'kill', [back]]],
    ['with a kill right after both', [[missed, back], 'kill']],
  ] as const)('%s: is opened and resolved, or never told', async (_, steps) => {
    await using hook = await mockWebhook();
    // Where the kill cut an answer off, that request comes again.
    expect(await posted(hook, steps)).toMatch(/^$|^(firing )+resolved( resolved)*$/);
  });

  it.each([
    ['in one request', [[back, missed]]],
    ['in two', [[back], [missed]]],
    ['with a restart between', [[back], 'kill', [missed]]],
  ] as const)('in the wrong order, %s: is never told', async (_, steps) => {
    await using hook = await mockWebhook();
    expect(await posted(hook, steps)).toBe('');
  });

  it('that waited for a paused channel over a restart: is never told', async () => {
    await using hook = await mockWebhook();
    await using file = await temporaryFile('helix.yaml', incident(hook.url));
    await using before = await launchServer(file.path);
    await before.call('/v1/channels/hook/pause', { method: 'POST' });
    const [id] = (await before.call('/v1/events', { body: [missed] })).json.ids;
    await before.end('SIGKILL');
    await using after = await launchServer(file.path);
    const [end] = (await after.call('/v1/events', { body: [back] })).json.ids;
    await after.call('/v1/channels/hook/resume', { method: 'POST' });
    expect(await after.when(id)).toMatchObject({ state: 'suppressed', deliveries: [{ reason: 'stale' }] });
    expect((await after.when(end)).deliveries).toMatchObject([{ state: 'suppressed', reason: 'never_opened' }]);
    expect(hook.count()).toBe(0);
  });
});
