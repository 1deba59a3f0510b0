import { run } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';

const configuration = `
events:
  task.failed: { title: "Task {{ event.data.task_id }} failed", dedup_key: "task-{{ event.data.nothing }}" }
notifications:
  channels:
    slack: { webhook_url: "https://hooks.slack.com/services/T/B/canary" }
    hook: { type: webhook, url: "https://example.com/canary", auth_type: bearer, auth_token: token-canary }
    mail: { type: webhook, enabled: false }
  rules:
    - { name: Failures, condition: 'type==error', channels: [slack, mail], priority: urgent }
    - { name: Workers, condition: 'event ~ "worker.*"', channels: [hook] }
`;
const failed = '{"type":"task.failed","source":"demo","severity":"error","data":{"task_id":"t-1","error":"boom"}}';

async function preview(event: string, ...flags: string[]) {
  await using config = await temporaryFile('helix.yaml', configuration);
  await using file = await temporaryFile('event.json', event);
  const ran = await run('preview', file.path, '--config', config.path, ...flags);
  return { ...ran, err: ran.err.replaceAll(file.path, 'event.json') };
}

describe('preview', () => {
  it('shows which rules match and why the others do not, and each message', async () => {
    const { code, out, err } = await preview(failed);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Task t-1 failed \(error, high\)\n/);
    expect(out).toMatch(/✔ {2}Failures {2}→ slack, mail {2}.*type is error/);
    expect(out).toMatch(/– {2}Workers .*event is task\.failed/);
    expect(out).toContain('suppressed: mail, mail is turned off');
    expect(out).toMatch(/\nnote: .*event\.data\.nothing/);
    expect(out).toMatch(/\nslack:\n\{[^]*"icon_emoji": ":x:"/);
    expect(out).not.toMatch(/canary|\nhook:/);
  });

  it('shows the same as JSON, in the shape of the API', async () => {
    const { code, out } = await preview(failed, '-o', 'json');
    expect(code).toBe(0);
    expect(out).not.toContain('canary');
    expect(JSON.parse(out)).toMatchObject({
      notification: { title: 'Task t-1 failed', type: 'error', dedup_key: null, event: { type: 'task.failed' } },
      rules: [
        { name: 'Failures', matched: true, channels: ['slack', 'mail'] },
        { name: 'Workers', matched: false, channels: ['hook'] },
      ],
      suppressed: [{ channel: 'mail', reason: 'channel_disabled' }],
      channels: { slack: { method: 'POST', url: 'https://hooks.slack.com/***', body: { icon_emoji: ':x:' } } },
    });
  });

  it.each([
    ['broken JSON', '{"type":', /^event\.json: is not valid JSON: /],
    ['no object', '[]', /^event\.json: the event: expected object, received array$/],
    [
      'wrong fields, all of them',
      '{"type":"a","sorce":"b","severity":"bad"}',
      /^event\.json: source: is required\nevent\.json: severity: .*\nevent\.json: sorce: is not a known key; did you mean 'source'\?$/,
    ],
  ])('refuses %s', async (_, event, message) => {
    const { code, out, err } = await preview(event);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });

  it('says that a file cannot be read', async () => {
    await using config = await temporaryFile('helix.yaml', configuration);
    expect(await run('preview', 'no-such.json', '--config', config.path)).toEqual({
      code: 1,
      out: '',
      err: 'no-such.json: cannot be read: is the path right?',
    });
  });
});
