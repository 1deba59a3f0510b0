import { main } from '../main.js';
import { run } from '../testing/run-command.js';
import { temporaryFile } from '../testing/temporary-file.js';

describe('the command line', () => {
  it('helps', async () => {
    const { code, out, err } = await run('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of ['serve', 'sandbox', 'send', 'emit', 'check', 'preview'])
      expect(out).toContain(`  ${command} `);
    expect((await run('send', '--help')).out).toContain('--dry-run');
  });

  it.each([
    [['chekc'], /unknown command 'chekc'[^]*Did you mean check\?/],
    [['check', '--confg', 'x'], /unknown option '--confg'[^]*Did you mean --config\?/],
    [['check', '-o', 'yaml'], /Allowed choices are table, json/],
    [['send', '--title', 'a'], /required option '--channel <names>'/],
    [['send', '--channel', 'a,,b', '--title', 'a'], /a name, or names with commas between/],
    [['send', '--channel', 'a', '--title', 'a', '--type', 'bad'], /Allowed choices are info, success/],
    [['send', '--channel', 'a', '--title', 'a', '--metadata', 'novalue'], /it must be key=value/],
    [['emit'], /missing required argument 'type'/],
    [['serve', '--port', '70000'], /it must be a port, 0 to 65535/],
    [['sandbox', '--port', 'http'], /it must be a port, 0 to 65535/],
    [[], /Usage: helix-notifier/],
  ])('exits with 2 where it is used wrongly: %j', async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('writes to the terminal', async () => {
    const written: string[] = [];
    const keep = (text: string | Uint8Array) => written.push(String(text)) > 0;
    jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    jest.spyOn(process.stderr, 'write').mockImplementation(keep);
    const codes = [await main(['--help']), await main(['check', '--config', 'no-such.yaml'])];
    jest.restoreAllMocks();
    expect(codes).toEqual([0, 1]);
    expect(written.join('')).toMatch(/^Usage: [^]*\nno-such\.yaml:1:1 .*\n$/);
  });

  it('shows a stack trace only where it was asked for', async () => {
    await using file = await temporaryFile('helix.yaml', 'server: [');
    const argv = ['check', '--config', file.path];
    expect((await run(...argv)).err).not.toMatch(/^ +at /m);
    expect((await run(...argv, '--verbose')).err).toMatch(/^ +at /m);
  });
});
