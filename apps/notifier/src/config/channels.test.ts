import { channelOf, configOf, parse, problemsOf, warningsOf, withChannel } from './testing/parse.js';
import { chat, hook } from './testing/types.js';

describe('a channel', () => {
  it('has the type of its name, or the one that is given', () => {
    const { channels } = configOf(
      'notifications: { channels: { hook: { url: "https://x.io" }, ops: { type: chat, bot_token: t, channel: c } } }',
    );
    expect(Object.keys(channels)).toEqual(['hook', 'ops']);
    expect(channels.hook).toMatchObject({
      name: 'hook',
      type: hook,
      enabled: true,
      reason: null,
      expiresAfterMs: 86_400_000,
    });
    expect(channels.ops?.type).toBe(chat);
  });

  it('has options that its type takes as they are', async () => {
    const channel = channelOf('{ url: "https://x.io", verify_ssl: false, headers: { X-Custom_Header: v } }');
    expect(channel.options).toEqual({ url: 'https://x.io', verifySsl: false, headers: { 'X-Custom_Header': 'v' } });
    await using made = channel.type(channel.options as never);
    expect(made.describe()).toMatchObject({ headers: { 'X-Custom_Header': '***' } });
  });

  it('keeps the keys of records and what they hold', () => {
    const fields = '{ custom_field: [1, true, null, { inner_key: x }], customField: y }';
    expect(channelOf(`{ url: "https://x.io", fields: ${fields} }`).options).toMatchObject({
      fields: { custom_field: [1, true, null, { inner_key: 'x' }], customField: 'y' },
    });
  });

  it('may hold null where its option says so', () => {
    expect(channelOf('{ url: "https://x.io", note: null }').options).toMatchObject({ note: null });
  });

  it.each([
    ['false', {}],
    ['"${ON}"', { ON: 'false' }],
    ['"${ON:-false}"', {}],
  ])('with enabled: %s is not resolved', (enabled, environment) => {
    const channel = channelOf(`{ enabled: ${enabled}, url: "\${MISSING}", auth_token_file: /none }`, environment);
    expect(channel).toMatchObject({
      enabled: false,
      reason: 'enabled: false',
      options: undefined,
      expiresAfterMs: 86_400_000,
    });
  });

  it('that is off by its empty secrets is a warning', () => {
    expect(warningsOf(withChannel('hook', '{ url: "" }'))).toEqual([
      '3:5 notifications.channels.hook: is off: url is empty',
    ]);
    expect(warningsOf(withChannel('hook', '{ enabled: false }'))).toEqual([]);
  });

  it.each([
    [
      'an unknown key',
      'hook',
      '{ urll: x, url: "https://x.io" }',
      '3:13 notifications.channels.hook.urll: is not a known key; did you mean "url"?',
    ],
    [
      'an unknown key while off',
      'hook',
      '{ enabled: false, urll: x }',
      '3:29 notifications.channels.hook.urll: is not a known key; did you mean "url"?',
    ],
    [
      'a name in camelCase',
      'hook',
      '{ url: "https://x.io", verifySsl: true }',
      '3:34 notifications.channels.hook.verifySsl: is not a known key; did you mean "verify_ssl"?',
    ],
    [
      'an unknown nested key',
      'hook',
      '{ url: "https://x.io", tls: { server_name: x, naem: y } }',
      'hook.tls.naem: is not a known key; expected one of server_name, pass_phrase, pass_phrase_file',
    ],
    ['a missing option', 'hook', '{ port: 1 }', '3:5 notifications.channels.hook.url: is required'],
    [
      'a missing nested option',
      'hook',
      '{ url: "https://x.io", tls: {} }',
      '3:34 notifications.channels.hook.tls.server_name: is required',
    ],
    [
      'a wrong value',
      'hook',
      '{ url: "https://x.io", port: 1.5 }',
      '3:40 notifications.channels.hook.port: expected int, received number',
    ],
    [
      'a number for a text',
      'hook',
      '{ url: "https://x.io", auth_token: 12345 }',
      'hook.auth_token: expected string, received number; put it in quotes',
    ],
    [
      'a word for true or false',
      'hook',
      '{ url: "https://x.io", verify_ssl: yes }',
      'hook.verify_ssl: expected true or false',
    ],
    [
      'a broken rule over all options',
      'hook',
      '{ url: "https://x.io", auth_type: bearer }',
      '3:11 notifications.channels.hook: auth_type bearer needs auth_token',
    ],
    [
      'options of two ways in',
      'chat',
      '{ webhook_url: "https://x.io", bot_token: t, channel: c }',
      'chat.bot_token: does not go together with the other keys here; leave it out',
    ],
    [
      'a template that cannot be read',
      'hook',
      '{ url: "https://x.io", payload_template: "{{ titel }}" }',
      "hook.payload_template: line 1, column 4: unknown variable 'titel'",
    ],
    [
      'a title that cannot be read',
      'hook',
      '{ url: "https://x.io", templates: { title: "{{.Title}}" } }',
      'hook.templates.title: line 1, column 1',
    ],
    [
      'an option without a value',
      'hook',
      '{ url: , port: 1 }',
      '3:13 notifications.channels.hook.url: is empty: give it a value, or leave the key out',
    ],
    [
      'an unknown type',
      'ops',
      '{ type: hok }',
      '3:18 notifications.channels.ops.type: is no channel type; did you mean "hook"?',
    ],
    ['a type that is no text', 'ops', '{ type: 5 }', 'ops.type: is no channel type; expected one of chat, hook'],
    [
      'no type',
      'chatt',
      '{ channel: c }',
      '3:5 notifications.channels.chatt.type: is required: the name is no type by itself; did you mean "chat"?',
    ],
    [
      'no type and no options',
      'ops',
      '',
      'ops.type: is required: the name is no type by itself; expected one of chat, hook',
    ],
    ['a type from a missing variable', 'ops', '{ type: "${T}", urll: x }', 'ops.type: variable T is not set'],
    [
      'a name with capitals',
      'Ops',
      '{ type: hook }',
      '3:5 notifications.channels.Ops: expected a name of a-z, 0-9, _ and -, beginning with a letter or a digit',
    ],
    [
      'a text in place of options',
      'hook',
      'https://x.io',
      '3:11 notifications.channels.hook: expected keys and values',
    ],
    [
      'a list in place of a text',
      'hook',
      '{ url: [https://x.io] }',
      '3:18 notifications.channels.hook.url: expected string, received array',
    ],
    [
      'a text in place of a list',
      'hook',
      '{ url: "https://x.io", signing_secrets: a }',
      'hook.signing_secrets: expected array, received string',
    ],
    [
      'enabled that is neither',
      'hook',
      '{ url: "https://x.io", enabled: maybe }',
      'hook.enabled: expected true or false',
    ],
  ])('is refused with %s', (_, name, options, expected) => {
    expect(problemsOf(withChannel(name, options)).join('\n')).toContain(expected);
  });

  it('that is missing altogether is told once', () => {
    expect(parse('notifications: { channels: { hook: } }')).toMatchObject({
      ok: false,
      problems: [{ line: 1, column: 30, path: 'notifications.channels.hook.url', message: 'is required' }],
    });
  });
});
