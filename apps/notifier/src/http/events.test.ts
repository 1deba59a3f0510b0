import { idOf } from '@helix/notify-core';
import { mockWebhook } from '@helix/testutil';
import { startNotifier } from '../testing/start-notifier.js';

const event = { type: 'task.failed', source: 'demo' };

describe('POST /v1/events', () => {
  it('takes one event and answers the id of its notification', async () => {
    await using notifier = await startNotifier('# nothing');
    const { status, json } = await notifier.call('/v1/events', { body: event });
    expect({ status, json }).toEqual({ status: 202, json: { accepted: 1, ids: [expect.any(String)], rejected: [] } });
    expect((await notifier.call(`/v1/notifications/${json.ids[0]}`)).status).toBe(200);
  });

  it('takes the others of a batch when one cannot be read, and tells its field', async () => {
    await using notifier = await startNotifier('# nothing');
    const deep = JSON.parse('{"a":'.repeat(70) + '1' + '}'.repeat(70)) as unknown;
    const body = [event, { ...event, data: deep }, { ...event, type: '\u0007' }];
    const { status, json } = await notifier.call('/v1/events', { body });
    expect({ status, json }).toMatchObject({
      status: 202,
      json: {
        accepted: 1,
        ids: [expect.any(String), null, null],
        rejected: [
          { index: 1, errors: [{ path: '[1]', message: 'is nested more than 64 levels deep' }] },
          { index: 2, errors: [{ path: '[2].type', message: 'must not be empty' }] },
        ],
      },
    });
    expect(await notifier.call('/v1/events', { body: body[2] })).toMatchObject({
      status: 400,
      json: { code: 'invalid_request', detail: 'type: must not be empty' },
    });
  });

  it('takes null for what is absent', async () => {
    await using notifier = await startNotifier('# nothing');
    const absent = Object.fromEntries(
      ['id', 'timestamp', 'severity', 'data', 'user_id', 'project_id', 'dedup_key', 'status', 'url'].map(key => [
        key,
        null,
      ]),
    );
    expect(await notifier.call('/v1/events', { body: { ...event, ...absent } })).toMatchObject({ status: 202 });
  });

  it('takes the valid ones of a batch and tells the others by their index', async () => {
    await using notifier = await startNotifier('# nothing');
    const body = [event, { type: '', source: 'demo', sorce: 1 }, 7, { ...event, severity: 'error' }];
    const { status, json } = await notifier.call('/v1/events', { body });
    expect({ status, json }).toEqual({
      status: 202,
      json: {
        accepted: 2,
        ids: [expect.any(String), null, null, expect.any(String)],
        rejected: [
          {
            index: 1,
            code: 'invalid_request',
            errors: [
              { path: '[1].type', message: 'must not be empty' },
              { path: '[1].sorce', message: "is not a known key; did you mean 'source'?" },
            ],
          },
          {
            index: 2,
            code: 'invalid_request',
            errors: [{ path: '[2]', message: 'expected object, received number' }],
          },
        ],
      },
    });
  });

  it('names every field that is wrong', async () => {
    await using notifier = await startNotifier('# nothing');
    const body = {
      type: 1,
      severity: 'fatal',
      timestamp: 'yesterday',
      data: [],
      url: 'ftp://example.com',
      dedup_key: '',
      status: 'open',
      user_id: 7,
      project_id: {},
      id: 'i'.repeat(257),
      colour: 'red',
    };
    const { status, json } = await notifier.call('/v1/events', { body });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid_request', detail: 'type: expected string, received number' });
    expect(json.errors.map(({ path }: { path: string }) => path).sort()).toEqual(
      [...Object.keys(body), 'source'].sort(),
    );
  });

  it.each([
    ['an empty array', [], 'there is no event in the body', []],
    ['null', 'null', 'the body: expected object, received null', ['']],
    ['only wrong ones', [{ type: 'a' }, { source: 'b' }], '[0].source: is required', ['[0].source', '[1].type']],
  ])('refuses %s', async (_, body, detail, paths) => {
    await using notifier = await startNotifier('# nothing');
    const { status, json } = await notifier.call('/v1/events', { body });
    expect({ status, code: json.code, detail: json.detail }).toEqual({ status: 400, code: 'invalid_request', detail });
    expect(json.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('delivers an event that comes twice, by its id and source, once', async () => {
    await using hook = await mockWebhook();
    await using notifier = await startNotifier(toHook(hook.url));
    const body = { ...event, id: 'e-1' };
    const first = await notifier.call('/v1/events', { body });
    const again = await notifier.call('/v1/events', { body: [body, { ...body, source: 'elsewhere' }] });
    expect(again).toMatchObject({ status: 202, json: { accepted: 2, rejected: [] } });
    expect(again.json.ids[0]).toBe(first.json.ids[0]);
    expect(again.json.ids[1]).not.toBe(first.json.ids[0]);

    for (const id of again.json.ids) expect(await notifier.when(id)).toMatchObject({ state: 'delivered' });
    expect(hook.count()).toBe(2);
  });

  it('reads every field of an event', async () => {
    await using notifier = await startNotifier('# nothing');
    const { json } = await notifier.call('/v1/events', {
      body: {
        type: 'disk.full',
        source: 'node-7',
        id: 'e-1',
        timestamp: '2026-01-31T12:00:00+01:00',
        severity: 'critical',
        data: { disk: 'sda' },
        user_id: 'u-1',
        project_id: 'p-1',
        dedup_key: 'disk',
        status: 'acknowledged',
        url: 'https://example.com/disks',
      },
    });
    const timestamp = '2026-01-31T11:00:00.000Z';
    expect((await notifier.call(`/v1/notifications/${json.ids[0]}`)).json).toEqual({
      id: json.ids[0],
      state: 'unrouted',
      accepted_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      notification: {
        title: 'disk.full',
        message: 'Event: disk.full',
        type: 'alert',
        priority: 'urgent',
        status: 'acknowledged',
        dedup_key: 'disk',
        metadata: { disk: 'sda' },
        source: 'node-7',
        url: 'https://example.com/disks',
        created_at: timestamp,
        expires_at: null,
        event: {
          id: 'e-1',
          type: 'disk.full',
          source: 'node-7',
          severity: 'critical',
          timestamp,
          user_id: 'u-1',
          project_id: 'p-1',
        },
      },
      deliveries: [],
    });
  });

  it.each([
    [[event], { status: 503, json: { code: 'overloaded' } }],
    [[event, {}], { status: 503, json: { code: 'overloaded' } }],
  ])('accepts nothing while the queue is full, and says when to come again: %j', async (body, expected) => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using notifier = await startNotifier(`queue: { max_size: 1 }\n${toHook(hook.url)}`);
    expect((await notifier.call('/v1/events', { body: event })).status).toBe(202);

    const answer = await notifier.call('/v1/events', { body });
    expect(answer).toMatchObject(expected);
    expect(answer.headers['retry-after']).toBe('1');
    await hook.close();
  });

  it('tells of a batch what the queue took no more', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using notifier = await startNotifier(`queue: { max_size: 1 }\n${toHook(hook.url)}`);
    const { status, json } = await notifier.call('/v1/events', { body: [event, {}, event] });
    expect({ status, json }).toEqual({
      status: 202,
      json: {
        accepted: 1,
        ids: [expect.any(String), null, null],
        rejected: [
          { index: 1, code: 'invalid_request', errors: expect.any(Array) },
          { index: 2, code: 'overloaded', errors: [] },
        ],
      },
    });
    await hook.close();
  });

  it('stores all events of a request in one write', async () => {
    await using notifier = await startNotifier('# nothing');
    const add = jest.spyOn(notifier.app.queue, 'add');
    const { json } = await notifier.call('/v1/events', { body: [event, {}, { ...event, source: 'b' }] });
    expect(json).toMatchObject({ accepted: 2, ids: [expect.any(String), null, expect.any(String)] });
    expect(add.mock.calls.map(([batches]) => batches.map(({ id }) => id))).toEqual([[json.ids[0], json.ids[2]]]);
  });

  it('refuses an event whose id another notification has taken', async () => {
    await using notifier = await startNotifier('# nothing');
    const id = idOf('demo', 'e-1');
    await notifier.call('/v1/notifications', { body: { title: 'first', id } });
    const body = { ...event, id: 'e-1' };
    expect(await notifier.call('/v1/events', { body })).toMatchObject({ status: 422, json: { code: 'conflict' } });
    expect((await notifier.call('/v1/events', { body: [body, event] })).json).toMatchObject({
      accepted: 1,
      ids: [null, expect.any(String)],
      rejected: [{ index: 0, code: 'conflict', errors: [] }],
    });
  });

  it('answers 503 where the store is away', async () => {
    await using notifier = await startNotifier('# nothing');
    await notifier.app.queue.close();
    expect(await notifier.call('/v1/events', { body: event })).toMatchObject({
      status: 503,
      json: { code: 'store_unavailable' },
    });
  });
});

const toHook = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels: { hook: { type: webhook, url: "${url}" } }
  rules: [{ name: All, channels: [hook] }]
`;
