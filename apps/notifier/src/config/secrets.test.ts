import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelOf, configOf, problemsOf, withChannel } from './testing/parse.js';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'helix-config-'));
  file = join(folder, 'helix.yaml');
  const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
  write('url', 'https://canary.example.com/x\n');
  write('keys', 'first\r\n\n  \nsecond\n');
  write('empty', '\n');
  write('binary', Buffer.from([0xff, 0xfe, 0x00]));
  write('large', 'x'.repeat(65 * 1024));
  mkdirSync(join(folder, 'secrets'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('secrets in files', () => {
  it.each([
    ['a path beside the configuration', '{ url_file: url }'],
    ['a path with a variable', '{ url_file: "${HERE}/url" }'],
  ])('are read: %s', (_, options) => {
    expect(channelOf(options, { HERE: folder }, file).options).toEqual({ url: 'https://canary.example.com/x' });
  });

  it('hold one item of a list on each line', () => {
    const { options } = channelOf('{ url_file: url, signing_secrets_file: keys }', {}, file);
    expect(options).toMatchObject({ signingSecrets: ['first', 'second'] });
  });

  it('stand wherever a secret does: in a nested option, and for the keys of the API', () => {
    const { options } = channelOf('{ url_file: url, tls: { server_name: x, pass_phrase_file: keys } }', {}, file);
    expect(options).toMatchObject({ tls: { passPhrase: 'first\r\n\n  \nsecond' } });
    expect(configOf('server: { api_keys_file: keys }', {}, file).server.apiKeys).toHaveLength(2);
  });

  it.each([
    [
      'is not there',
      '{ url_file: ./none }',
      '3:23 notifications.channels.hook.url_file: the file ./none does not exist',
    ],
    ['is a folder', '{ url_file: secrets }', 'the file secrets is a folder'],
    ['is no text', '{ url_file: binary }', 'the file binary is not UTF-8 text'],
    ['is too large', '{ url_file: large }', 'the file large is larger than 64 KiB'],
    ['has no name', '{ url_file: 5 }', 'expected the path of a file'],
    ['has no possible name', '{ url_file: "a\\0b" }', 'cannot be read (ERR_INVALID_ARG_VALUE)'],
    ['depends on a missing variable', '{ url_file: "${NONE}" }', 'variable NONE is not set'],
    [
      'is given beside the secret',
      '{ url: "https://x.io", url_file: url }',
      'url_file: is given beside url: leave one out',
    ],
    ['is not for a plain option', '{ url_file: url, note_file: url }', 'note_file: is not a known key'],
  ])('one that %s is one problem, without its content', (_, options, expected) => {
    const problems = problemsOf(withChannel('hook', options), {}, file);
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).not.toContain('canary');
  });
});

describe('an empty secret', () => {
  it.each([
    ['a variable', '{ url: "${URL:-}" }', 'url is empty'],
    ['a literal', '{ url: "" }', 'url is empty'],
    ['a file', '{ url_file: empty }', 'url_file is empty'],
    [
      'one that a rule over all options asks for',
      '{ url: "https://x.io", auth_type: bearer, auth_token: "" }',
      'auth_token is empty',
    ],
    ['two of them', '{ url: "", auth_token: "" }', 'url and auth_token are empty'],
  ])('turns its channel off: %s', (_, options, reason) => {
    expect(channelOf(options, {}, file)).toMatchObject({ enabled: false, reason, options: undefined });
  });

  it.each([
    ['of one way in', '{ type: chat, webhook_url: "", channel: "#ops" }'],
    ['of the other', '{ type: chat, bot_token: "", channel: "#ops" }'],
    ['of both', '{ type: chat, webhook_url: "", bot_token: "", channel: "#ops" }'],
  ])('turns a channel with two ways in off: %s', (_, options) => {
    expect(channelOf(options)).toMatchObject({ enabled: false });
  });

  it.each([
    [
      'the other way in is there',
      '{ type: chat, webhook_url: "", bot_token: t, channel: "#ops" }',
      { botToken: 't', channel: '#ops' },
    ],
    ['it is optional', '{ url: "https://x.io", auth_token: "" }', { url: 'https://x.io' }],
    [
      'it is one of a list',
      '{ url: "https://x.io", signing_secrets: ["", a] }',
      { url: 'https://x.io', signingSecrets: ['a'] },
    ],
    ['it is the whole list', '{ url: "https://x.io", signing_secrets: ["", ""] }', { url: 'https://x.io' }],
    [
      'it is a header',
      '{ url: "https://x.io", headers: { A: "", B: b } }',
      { url: 'https://x.io', headers: { B: 'b' } },
    ],
  ])('is as if it were not there where %s', (_, options, expected) => {
    expect(channelOf(options)).toMatchObject({ enabled: true, reason: null });
    expect(channelOf(options).options).toEqual(expected);
  });

  it('hides no other problem of its channel', () => {
    const problems = problemsOf(withChannel('hook', '{ url: "", port: many, concurrency: 0 }'));
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('url');
  });

  it('is a problem where it is no channel that would be off', () => {
    const text = 'server: { api_keys: [{ name: ci, key: "", scopes: [read] }] }';
    expect(problemsOf(text)).toEqual([
      '1:22 server.api_keys[0]: expected a key that is not empty, or key_sha256, and not both',
    ]);
  });
});
