import { run } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';

const valid = `
notifications:
  channels:
    slack: { webhook_url: "https://hooks.slack.com/services/T/B/x" }
    mail: { type: webhook, enabled: false }
  rules:
    - { name: All, channels: [slack] }
`;
const wrong = `
server: { prot: 8420 }
notifications:
  channels:
    slack: { webhook_url: "\${NO_SUCH_VARIABLE}" }
  rules:
    - { name: Errors, condition: 'type=error', channels: [slak] }
`;

describe('check', () => {
  it('says of a valid file what it holds', async () => {
    await using file = await temporaryFile('helix.yaml', valid);
    expect(await run('check', '--config', file.path)).toEqual({
      code: 0,
      out: `${file.path} is valid; channels that are on: 1 of 2; rules: 1`,
      err: '',
    });
  });

  it('warns, and is content, where a channel is off for want of a secret', async () => {
    await using file = await temporaryFile('helix.yaml', valid.replace('https://hooks.slack.com/services/T/B/x', ''));
    const { code, out, err } = await run('check', '--config', file.path);
    expect(code).toBe(0);
    expect(out).toContain('channels that are on: 0 of 2');
    expect(err).toMatch(/^warning: .*helix\.yaml:4:\d+ notifications\.channels\.slack: is off: webhook_url is empty$/);
  });

  it('tells every problem at once, each with its place and a remedy', async () => {
    await using file = await temporaryFile('helix.yaml', wrong);
    const { code, out, err } = await run('check', '--config', file.path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/helix\.yaml:2:11 server\.prot: is not a known key; did you mean "port"\?$/),
      expect.stringMatching(/helix\.yaml:5:\d+ notifications\.channels\.slack\.webhook_url: .*NO_SUCH_VARIABLE/),
      expect.stringMatching(/helix\.yaml:7:\d+ notifications\.rules\[0\]\.condition: condition, column 5: /),
      expect.stringMatching(
        /helix\.yaml:7:\d+ .*channels\[0\]: no channel has the name "slak"; did you mean "slack"\?$/,
      ),
    ]);
  });

  it('prints the same as JSON', async () => {
    await using good = await temporaryFile('helix.yaml', valid);
    await using bad = await temporaryFile('helix.yaml', wrong);
    const ok = await run('check', '--config', good.path, '-o', 'json');
    expect(ok).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ok.out)).toEqual({ ok: true, problems: [], warnings: [] });

    const not = await run('check', '--config', bad.path, '-o', 'json');
    expect(not).toMatchObject({ code: 1, err: '' });
    const { ok: isOk, problems } = JSON.parse(not.out);
    expect(isOk).toBe(false);
    expect(problems).toHaveLength(4);
    expect(problems[0]).toMatchObject({ file: bad.path, line: 2, column: 11, path: 'server.prot' });
  });

  it('says how to go on where there is no file', async () => {
    const { code, err } = await run('check', '--config', 'no-such.yaml');
    expect(code).toBe(1);
    expect(err).toMatch(/^no-such\.yaml:1:1 .*; create it, or name another one with --config$/);
  });
});
