import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { startNotifier, type TestNotifier } from '../testing/start-notifier.js';
import { until } from '../testing/until.js';

const two = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}/hook", retry: { max_attempts: 1 } }
    other: { type: webhook, url: "${url}/other", retry: { max_attempts: 1 } }
`;

/** A notifier with one dead letter for each of these answers, the last one last. */
async function withDead(hook: MockWebhook, answers: readonly (readonly [channel: string, status: number])[]) {
  const notifier = await startNotifier(two(hook.url));
  const ids: string[] = [];
  for (const [channel, status] of answers) {
    hook.script([status]);
    ids.push(await post(notifier, channel));
    await notifier.when(ids.at(-1) ?? '');
  }
  return { notifier, ids, [Symbol.asyncDispose]: () => notifier[Symbol.asyncDispose]() };
}

async function post(notifier: TestNotifier, channel: string): Promise<string> {
  const { json } = await notifier.call('/v1/notifications', { body: { title: `To ${channel}`, channels: [channel] } });
  return json.id;
}

describe('GET /v1/dead-letters', () => {
  it('lists them, last died first, with what the provider said', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [
      ['hook', 400],
      ['other', 404],
    ]);
    const { status, json } = await it.notifier.call('/v1/dead-letters');
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        items: [
          {
            id: `${it.ids[1]}:other`,
            notification_id: it.ids[1],
            channel: 'other',
            title: 'To other',
            reason: 'not_found',
            detail: expect.stringContaining('404'),
            died_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
            attempt_count: 1,
          },
          expect.objectContaining({ id: `${it.ids[0]}:hook`, reason: 'invalid_request' }),
        ],
        cursor: null,
      },
    });
  });

  it('is empty where nothing died, and tells of one that never left', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, []);
    expect((await it.notifier.call('/v1/dead-letters')).json).toEqual({ items: [], cursor: null });
    const body = { title: 'late', channels: ['hook'], expires_at: '2020-01-01T00:00:00Z' };
    await it.notifier.when((await it.notifier.call('/v1/notifications', { body })).json.id);
    expect((await it.notifier.call('/v1/dead-letters')).json.items).toMatchObject([
      { reason: 'expired', detail: null, attempt_count: 0 },
    ]);
  });

  it('finds those of a channel, of a reason, and since a time', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [
      ['hook', 400],
      ['hook', 404],
      ['other', 404],
    ]);
    const found = async (query: string) => {
      const { json } = await it.notifier.call(`/v1/dead-letters?${query}`);
      return json.items.map(({ notification_id }: { notification_id: string }) => it.ids.indexOf(notification_id));
    };
    expect(await found('channel=hook')).toEqual([1, 0]);
    expect(await found('reason=not_found')).toEqual([2, 1]);
    expect(await found('channel=hook&reason=not_found')).toEqual([1]);
    expect(await found('channel=nobody')).toEqual([]);
    expect(await found('since=2020-01-01T00:00:00Z')).toEqual([2, 1, 0]);
    expect(await found('since=2120-01-01T00:00:00Z')).toEqual([]);
  });

  it('goes on where the cursor says', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [
      ['hook', 400],
      ['hook', 400],
      ['hook', 400],
    ]);
    const first = (await it.notifier.call('/v1/dead-letters?limit=2')).json;
    expect(first.items).toHaveLength(2);
    const cursor = encodeURIComponent(first.cursor);
    const second = (await it.notifier.call(`/v1/dead-letters?limit=2&cursor=${cursor}`)).json;
    expect(second).toMatchObject({ items: [{ id: `${it.ids[0]}:hook` }], cursor: null });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=many', 'limit'],
    ['since=yesterday', 'since'],
    ['cursor=next', 'cursor'],
    ['chanel=hook', 'chanel'],
    ['channel=a&channel=b', 'channel'],
  ])('refuses ?%s, and names the parameter', async (query, path) => {
    await using notifier = await startNotifier('# nothing');
    const { status, json } = await notifier.call(`/v1/dead-letters?${query}`);
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(json.errors).toMatchObject([{ path }]);
  });
});

describe('a dead letter that is replayed', () => {
  it('is delivered, once however often it is asked for', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [['hook', 400]]);
    const path = `/v1/dead-letters/${it.ids[0]}:hook/replay`;
    const answers = await Promise.all([1, 2, 3].map(() => it.notifier.call(path, { method: 'POST' })));
    const replayed = answers.map(({ json }) => (json.replayed as number | undefined) ?? 0);
    expect(answers.map(({ status }) => status).sort()).not.toContain(500);
    expect(replayed.reduce((sum, one) => sum + one)).toBe(1);
    expect(await it.notifier.when(it.ids[0] ?? '')).toMatchObject({
      state: 'delivered',
      deliveries: [{ state: 'delivered', attempts: [{ result: 'invalid_request' }, { result: 'ok' }] }],
    });
    expect(await it.notifier.call(path, { method: 'POST' })).toMatchObject({
      status: 404,
      json: { code: 'not_found', detail: expect.stringContaining(`no dead letter "${it.ids[0]}:hook"`) },
    });
    expect(hook.count()).toBe(2);
  });

  it('by a filter goes with those that it finds, and no others', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [
      ['hook', 400],
      ['hook', 404],
      ['other', 400],
    ]);
    const body = { channel: 'hook', reason: 'invalid_request', since: '2020-01-01T00:00:00Z' };
    expect(await it.notifier.call('/v1/dead-letters/replay', { body })).toMatchObject({
      status: 202,
      json: { replayed: 1 },
    });
    expect(await it.notifier.when(it.ids[0] ?? '')).toMatchObject({ state: 'delivered' });
    expect((await it.notifier.call('/v1/dead-letters')).json.items).toHaveLength(2);
    expect((await it.notifier.call('/v1/dead-letters/replay', { method: 'POST' })).json).toEqual({ replayed: 2 });
    for (const id of it.ids) await it.notifier.when(id, ({ state }) => state === 'delivered');
  });

  it('with others at a pace waits for its turn', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [
      ['hook', 400],
      ['hook', 400],
    ]);
    const body = { max_per_second: 0.001 };
    expect((await it.notifier.call('/v1/dead-letters/replay', { body })).json).toEqual({ replayed: 2 });
    const states = await until(
      async () => Promise.all(it.ids.map(async id => (await it.notifier.call(`/v1/notifications/${id}`)).json.state)),
      all => all.includes('delivered'),
    );
    expect(states).toEqual(['delivered', 'pending']);
    const { json } = await it.notifier.call(`/v1/notifications/${it.ids[1]}`);
    expect(Date.parse(json.deliveries[0].next_attempt_at)).toBeGreaterThan(Date.now());
  });

  it.each([
    [{ max_per_second: 0 }, 'max_per_second'],
    [{ since: 1 }, 'since'],
    [{ chanel: 'hook' }, 'chanel'],
    [[], ''],
  ])('is not, where the filter is wrong: %j', async (body, path) => {
    await using notifier = await startNotifier('# nothing');
    const { status, json } = await notifier.call('/v1/dead-letters/replay', { body });
    expect({ status, errors: json.errors }).toMatchObject({ status: 400, errors: [{ path }] });
  });
});

describe('DELETE /v1/dead-letters/:id', () => {
  it('forgets it: nothing is delivered any more', async () => {
    await using hook = await mockWebhook();
    await using it = await withDead(hook, [['hook', 400]]);
    const path = `/v1/dead-letters/${encodeURIComponent(`${it.ids[0]}:hook`)}`;
    expect(await it.notifier.call(path, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
    expect(await it.notifier.call(path, { method: 'DELETE' })).toMatchObject({ status: 404 });
    expect((await it.notifier.call('/v1/dead-letters')).json.items).toEqual([]);
    expect(await it.notifier.call(`${path}/replay`, { method: 'POST' })).toMatchObject({ status: 404 });
    expect((await it.notifier.call('/v1/stats')).json.queue.failed).toBe(0);
  });
});
