import { env } from 'node:process';
import { mockWebhook } from '@helix/testutil';
import { run } from '../testing/run-command.js';
import { startNotifier } from '../testing/start-notifier.js';

const two = (url: string) => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels:
    hook: { type: webhook, url: "${url}/hook", retry: { max_attempts: 1 } }
    other: { type: webhook, url: "${url}/other", retry: { max_attempts: 1 } }
`;

/** A running notifier with a dead letter of `hook` (invalid_request) and a younger one of `other` (not_found). */
async function startWithDead() {
  const hook = await mockWebhook();
  const notifier = await startNotifier(two(hook.url));
  const ids: string[] = [];
  for (const [channel, status] of [
    ['hook', 400],
    ['other', 404],
  ] as const) {
    hook.script([status]);
    const body = { title: `To ${channel}`, message: 'sda is full', channels: [channel] };
    const { json } = await notifier.call('/v1/notifications', { body });
    await notifier.when(json.id);
    ids.push(json.id);
  }
  return {
    hook,
    notifier,
    ids,
    cli: (...argv: string[]) => run(...argv, '--server', notifier.url),
    async [Symbol.asyncDispose]() {
      await notifier[Symbol.asyncDispose]();
      await hook.close();
    },
  };
}

describe('dead-letters', () => {
  it('list prints a line each, last died first, and as JSON the items of the API', async () => {
    await using it = await startWithDead();
    const { code, out, err } = await it.cli('dead-letters', 'list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^ID +CHANNEL +REASON +DIED +ATTEMPTS +TITLE$/);
    expect(lines[1]).toMatch(new RegExp(`^${it.ids[1]}:other +other +not_found +\\S+Z +1 +To other$`));
    expect(lines[2]).toMatch(/:hook .*invalid_request/);
    const { items } = (await it.notifier.call('/v1/dead-letters')).json;
    expect(JSON.parse((await it.cli('dead-letters', 'list', '-o', 'json')).out)).toEqual({ items });
  });

  it.each([
    [['--channel', 'hook'], ['hook']],
    [['--reason', 'not_found'], ['other']],
    [
      ['--since', '1h'],
      ['other', 'hook'],
    ],
    [['--since', '2120-01-01T00:00:00Z'], []],
  ])('list %j finds those of %j', async (flags, channels) => {
    await using it = await startWithDead();
    const { items } = JSON.parse((await it.cli('dead-letters', 'list', ...flags, '-o', 'json')).out);
    expect(items.map(({ channel }: { channel: string }) => channel)).toEqual(channels);
  });

  it('list goes through all pages', async () => {
    await using hook = await mockWebhook();
    hook.answer(400);
    await using notifier = await startNotifier(`${two(hook.url)}  rules: [{ name: All, channels: [hook, other] }]`);
    const body = Array.from({ length: 251 }, (_, place) => ({ type: 'a', source: `s${place}` }));
    const { ids } = (await notifier.call('/v1/events', { body })).json;
    for (const id of ids) await notifier.when(id);
    const { out } = await run('dead-letters', 'list', '-o', 'json', '--server', notifier.url);
    expect(JSON.parse(out).items).toHaveLength(502);
  });

  it('list says where there is none', async () => {
    await using notifier = await startNotifier('# nothing');
    expect(await run('dead-letters', 'list', '--server', notifier.url)).toEqual({
      code: 0,
      out: 'there is no dead letter',
      err: '',
    });
  });

  it('show prints one with its attempts', async () => {
    await using it = await startWithDead();
    const id = `${it.ids[0]}:hook`;
    const { code, out } = await it.cli('dead-letters', 'show', id);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^To hook \(info, medium\)\nsda is full\nhook: invalid_request\n1 +\S+Z +invalid_request +400 +\d+ ms /,
    );
    const json = JSON.parse((await it.cli('dead-letters', 'show', id, '-o', 'json')).out);
    expect(json).toMatchObject({ notification: { title: 'To hook' }, delivery: { id, attempt_count: 1 } });
  });

  it.each(['n_none:hook', 'nonsense'])('show says that there is no %s', async id => {
    await using it = await startWithDead();
    const { code, err } = await it.cli('dead-letters', 'show', id);
    expect(code).toBe(1);
    expect(err).toMatch(/there is no |there is nothing/);
  });

  it('show knows a delivery that is none', async () => {
    await using it = await startWithDead();
    const { code, err } = await it.cli('dead-letters', 'show', `${it.ids[0]}:other`);
    expect({ code, err }).toEqual({ code: 1, err: `${it.notifier.url}: there is no dead letter "${it.ids[0]}:other"` });
  });

  it('replay has one, or those that a filter finds, delivered', async () => {
    await using it = await startWithDead();
    expect(await it.cli('dead-letters', 'replay', `${it.ids[0]}:hook`)).toEqual({
      code: 0,
      out: 'replayed: 1',
      err: '',
    });
    expect(await it.notifier.when(it.ids[0]!)).toMatchObject({ state: 'delivered' });
    const flags = ['--channel', 'other', '--max-per-second', '50', '-o', 'json'];
    expect(JSON.parse((await it.cli('dead-letters', 'replay', ...flags)).out)).toEqual({ replayed: 1 });
    expect(await it.notifier.when(it.ids[1]!)).toMatchObject({ state: 'delivered' });
    const { code, err } = await it.cli('dead-letters', 'replay', `${it.ids[0]}:hook`);
    expect(code).toBe(1);
    expect(err).toContain('refused: 404 there is no dead letter');
  });

  it('drop forgets one, or those that a filter finds', async () => {
    await using it = await startWithDead();
    expect(await it.cli('dead-letters', 'drop', `${it.ids[0]}:hook`)).toEqual({ code: 0, out: 'dropped: 1', err: '' });
    expect(JSON.parse((await it.cli('dead-letters', 'drop', '--since', '1d', '-o', 'json')).out)).toEqual({
      dropped: 1,
    });
    expect((await it.notifier.call('/v1/dead-letters')).json.items).toEqual([]);
    expect(await it.cli('dead-letters', 'drop', `${it.ids[0]}:hook`)).toMatchObject({ code: 1 });
  });

  it('drop by several at once counts each once', async () => {
    await using it = await startWithDead();
    const drop = () => it.cli('dead-letters', 'drop', '--since', '1d', '-o', 'json');
    const ran = await Promise.all([drop(), drop(), drop()]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ran.reduce((sum, { out }) => sum + Number(JSON.parse(out).dropped), 0)).toBe(2);
  });

  it.each([
    [['replay'], /say which: either an ID, or --channel/],
    [['drop'], /say which: either an ID, or --channel/],
    [['drop', 'n_1:a', '--channel', 'a'], /say which: either an ID, or --channel/],
    [['replay', '--channel', 'a', '--max-per-second', '0'], /it must be a number above 0/],
    [['replay', '--channel', 'a', '--max-per-second', 'Infinity'], /it must be a number above 0/],
    [['list', '--since', 'yesterday'], /it must be a time such as/],
    [['show'], /missing required argument 'id'/],
    [['lst'], /unknown command 'lst'[^]*Did you mean list\?/],
    [[], /Usage: helix-notifier dead-letters/],
  ])('%j is wrong usage', async (argv, message) => {
    const { code, err } = await run('dead-letters', ...argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('stats', () => {
  it('prints the numbers of each channel and of the queue', async () => {
    await using it = await startWithDead();
    const { code, out } = await it.cli('stats');
    expect(code).toBe(0);
    expect(out).toMatch(/^CHANNEL +SENT +FAILED /);
    expect(out).toMatch(/^hook +0 +1 /m);
    expect(out).toMatch(/^all +0 +2\n.*dead letters: 2; the oldest is due for 0 ms$/m);
    const { json } = await it.notifier.call('/v1/stats');
    expect(JSON.parse((await it.cli('stats', '-o', 'json')).out)).toEqual(json);
    await it.notifier.call(`/v1/dead-letters/${it.ids[0]}:hook/replay`, { method: 'POST' });
    await it.notifier.when(it.ids[0]!);
    expect((await it.cli('stats')).out).toMatch(/^hook +1 +1 +\S+Z +\S+Z /m);
  });
});

describe('pause, resume and test', () => {
  it('hold a channel back and let it go', async () => {
    await using it = await startWithDead();
    expect(await it.cli('pause', 'hook', '--reason', 'planned work')).toEqual({
      code: 0,
      out: 'hook is paused until it is resumed: helix-notifier resume hook',
      err: '',
    });
    expect((await it.notifier.call('/v1/channels')).json.items[0].paused).toMatchObject({ reason: 'planned work' });
    expect((await it.cli('resume', 'hook')).out).toBe('hook is resumed; waiting: 0');
    const paused = JSON.parse((await it.cli('pause', 'hook', '--until', '2h', '-o', 'json')).out);
    expect(Date.parse(paused.paused.until)).toBeGreaterThan(Date.now());
    expect((await it.cli('pause', 'hook', '--until', '2120-01-01T00:00:00Z')).out).toBe(
      'hook is paused until 2120-01-01T00:00:00.000Z',
    );
    expect(JSON.parse((await it.cli('resume', 'hook', '-o', 'json')).out)).toMatchObject({
      name: 'hook',
      paused: null,
    });
  });

  it('send a message through one channel', async () => {
    await using it = await startWithDead();
    expect((await it.cli('test', 'hook')).out).toMatch(/^hook: delivered in \d+ ms$/);
    it.hook.script([{ status: 403, body: 'not you' }, 403]);
    const { code, out, err } = await it.cli('test', 'hook');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^hook: failed after \d+ ms, \w+: .*403.*not you/);
    const json = await it.cli('test', 'hook', '-o', 'json');
    expect({ code: json.code, json: JSON.parse(json.out) }).toMatchObject({ code: 1, json: { ok: false } });
  });

  it.each(['pause', 'resume', 'test'])('say that there is no such channel: %s', async verb => {
    await using it = await startWithDead();
    const { code, err } = await it.cli(verb, 'nobody');
    expect({ code, err }).toEqual({ code: 1, err: `${it.notifier.url} refused: 404 there is no channel "nobody"` });
  });

  it('show their key, and need its scope', async () => {
    await using notifier = await startNotifier(
      'server: { api_keys: [{ name: ci, key: k, scopes: [read] }] }\nnotifications: { channels: { hook: { type: webhook, url: "https://example.com" } } }',
    );
    env.HELIX_API_KEY = 'k';
    const refused = await run('pause', 'hook', '--server', notifier.url);
    const read = await run('stats', '--server', notifier.url);
    delete env.HELIX_API_KEY;
    expect(refused).toEqual({
      code: 1,
      out: '',
      err: `${notifier.url} refused: 403 this key lacks the scope "operate"`,
    });
    expect(read.code).toBe(0);
  });
});
