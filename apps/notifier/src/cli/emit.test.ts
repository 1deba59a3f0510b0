import { env } from 'node:process';
import { mockWebhook } from '@helix/testutil';
import { run } from '../testing/run-command.js';
import { startNotifier } from '../testing/start-notifier.js';

const withKey = 'server: { api_keys: [{ name: ci, key: right-canary, scopes: [events:write, read] }] }';

afterEach(() => {
  delete env.HELIX_API_KEY;
});

describe('emit', () => {
  it('posts an event, and prints the id of its notification', async () => {
    await using notifier = await startNotifier('# nothing');
    const flags = ['--data', '{"task_id":"t-1","error":"boom"}', '--severity', 'error', '--source', 'ci'];
    const { code, out, err } = await run('emit', 'task.failed', ...flags, '--server', notifier.url);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((await notifier.call(`/v1/notifications/${out}`)).json.notification).toMatchObject({
      title: 'Task Failed',
      type: 'error',
      source: 'ci',
      metadata: { task_id: 't-1', error: 'boom' },
    });
  });

  it('needs nothing but the type', async () => {
    await using notifier = await startNotifier('# nothing');
    const { out } = await run('emit', 'task.started', '--server', notifier.url);
    expect((await notifier.call(`/v1/notifications/${out}`)).json.notification).toMatchObject({
      source: 'cli',
      type: 'info',
      metadata: {},
    });
  });

  it('shows its key, which it reads from HELIX_API_KEY', async () => {
    await using notifier = await startNotifier(withKey);
    env.HELIX_API_KEY = 'right-canary';
    expect(await run('emit', 'task.started', '--server', notifier.url)).toMatchObject({ code: 0, err: '' });
  });

  it.each([undefined, 'wrong-canary'])('says how to mend a key that is refused: %s', async key => {
    await using notifier = await startNotifier(withKey);
    if (key) env.HELIX_API_KEY = key;
    expect(await run('emit', 'task.started', '--server', notifier.url)).toEqual({
      code: 1,
      out: '',
      err: `${notifier.url} refused the key: set HELIX_API_KEY to one of the keys in its server.api_keys`,
    });
  });

  it('says what the server refused', async () => {
    await using notifier = await startNotifier('# nothing');
    expect(await run('emit', 'task.started', '--data', '[]', '--server', notifier.url)).toEqual({
      code: 1,
      out: '',
      err: `${notifier.url} refused: 400 data: expected record, received array`,
    });
  });

  it('says in one sentence that no server is there', async () => {
    const hook = await mockWebhook();
    await hook.close();
    expect(await run('emit', 'task.started', '--server', hook.url)).toEqual({
      code: 1,
      out: '',
      err: `no notifier answers at ${hook.url} (ECONNREFUSED): start one with "helix-notifier serve", or name it with --server`,
    });
  });

  it.each([
    ['a page', { status: 200, body: '<html>' }, 'refused: 200 it does not answer like a notifier'],
    ['an error of another kind', { status: 500, body: '' }, 'refused: 500 it does not answer like a notifier'],
  ])('says that %s is no answer of a notifier', async (_, answer, expected) => {
    await using other = await mockWebhook();
    other.answer(answer);
    const { code, err } = await run('emit', 'task.started', '--server', other.url);
    expect({ code, err }).toEqual({ code: 1, err: `${other.url} ${expected}` });
  });

  it('prints the whole answer where it has no ids', async () => {
    await using other = await mockWebhook();
    const { code, out } = await run('emit', 'task.started', '--server', other.url);
    expect({ code, out: JSON.parse(out) }).toEqual({ code: 0, out: { ok: true } });
  });

  it.each([
    [['--data', '{"a":'], 2, /^--data: is not valid JSON: /],
    [['--severity', 'fatal'], 2, /--severity.*Allowed choices are info, warning, error, critical/],
    [['--server', 'nowhere'], 1, /^--server: "nowhere" is not a URL such as http:\/\/127\.0\.0\.1:8420$/],
  ])('refuses %j', async (flags, code, message) => {
    const ran = await run('emit', 'task.started', ...flags);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(message);
  });
});
