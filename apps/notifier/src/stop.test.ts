import { mockWebhook, type MockWebhook } from '@helix/testutil';
import { call } from './testing/call.js';
import { launchServer } from './testing/launch.js';
import { temporaryFile } from './testing/temporary-file.js';

const toHook = (url: string, options = '') => `
network: { allow: ["127.0.0.1"] }
notifications:
  channels: { hook: { type: webhook, url: "${url}"${options} } }
  rules: [{ name: All, channels: [hook] }]
`;
const events = (count: number) => Array.from({ length: count }, () => ({ type: 'task.failed', source: 'demo' }));
const idsOf = (hook: MockWebhook) => hook.requests().map(({ headers }) => headers['webhook-id']);

describe('SIGTERM', () => {
  it('ends claiming and listening, and finishes what is on its way: nothing is lost and nothing sent twice', async () => {
    await using hook = await mockWebhook();
    hook.answer({ status: 200, delayMs: 100 });
    await using file = await temporaryFile('helix.yaml', toHook(hook.url, ', concurrency: 4'));
    await using before = await launchServer(file.path);
    const { ids } = (await before.call('/v1/events', { body: events(40) })).json;
    await hook.waitFor(6);
    expect(await before.end('SIGTERM')).toBe(0);
    const sent = hook.count();
    expect(sent).toBeLessThan(40);
    expect(before.out()).toMatch(new RegExp(`\nstopped; still waiting, and kept for the next start: ${40 - sent}\n$`));
    await expect(call(`${before.url}/healthz`)).rejects.toThrow('ECONNREFUSED');

    await using after = await launchServer(file.path);
    for (const id of ids)
      expect(await after.when(id)).toMatchObject({ state: 'delivered', deliveries: [{ attempt_count: 1 }] });
    expect(hook.count()).toBe(40);
    expect(new Set(idsOf(hook)).size).toBe(40);
  });

  it('gives back what is not done within 10 s, and no attempt is spent on it', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url, ', timeout: 1m'));
    await using before = await launchServer(file.path);
    const [id] = (await before.call('/v1/events', { body: events(1) })).json.ids;
    await hook.waitFor(1);
    expect(await before.end('SIGTERM')).toBe(0);
    expect(before.out()).toMatch(/\nstopped; still waiting, and kept for the next start: 1\n$/);

    await using after = await launchServer(file.path);
    expect(await after.when(id)).toMatchObject({ state: 'delivered', deliveries: [{ attempt_count: 1 }] });
  });

  it('that comes a second time ends it at once, and what was on its way is sent by the next one', async () => {
    await using hook = await mockWebhook();
    hook.script(['hang']);
    await using file = await temporaryFile('helix.yaml', toHook(hook.url));
    await using before = await launchServer(file.path);
    const [id] = (await before.call('/v1/events', { body: events(1) })).json.ids;
    await hook.waitFor(1);
    const ended = before.end('SIGTERM');
    await before.until('finishing');
    await before.end('SIGTERM');
    expect(await ended).toBeNull();
    expect(before.out()).not.toContain('stopped');

    await using after = await launchServer(file.path);
    expect(await after.when(id)).toMatchObject({ state: 'delivered' });
  });
});
