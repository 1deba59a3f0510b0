import { configOf, parse, problemsOf } from './testing/parse.js';

describe('YAML that is refused', () => {
  it.each([
    ['an anchor', 'queue: &x {}', '1:8 anchors are not used here'],
    ['an alias', 'queue: *x', '1:8 aliases are not used here'],
    [
      'a pattern as a key, without quotes',
      'events:\n  *.failed: {}',
      '2:3 aliases are not used here; where "*" begins a text or a key',
    ],
    ['a tag', 'queue: !!binary eA==', '1:8 tags are not used here'],
    ['a directive', '%YAML 1.1\n---\nqueue: {}', '1:1 directives are not used here'],
    ['a merge key', 'queue:\n  <<: { driver: memory }', '2:3 queue["<<"]: is not a known key'],
    ['a second document', 'queue: {}\n---\nserver: {}', '2:1 expected one document'],
    ['a key that is given twice', 'queue: {}\nqueue: {}', '2:1 the key "queue" is given twice; leave one out'],
    ['a tab', 'queue:\n\tdriver: memory', '2:1 expected spaces'],
    ['a list as a key', '[1]: 2', '1:1 expected a plain key'],
    ['a colon in a plain text', 'queue: driver: memory', '1:8 expected one value'],
    [
      'a text that begins with @',
      'operator_channel: @ops',
      '1:19 no text may begin with this character: put it in quotes',
    ],
    ['an unknown escape', 'operator_channel: "\\q"', '1:20 no such escape in double quotes'],
    ['a quote that never ends', 'operator_channel: "ops\n', '2:1 missing closing "quote'],
    ['a bracket that closes nothing', 'queue: 1\n]', '2:1 nothing was opened that this "]" could close'],
    ['a bracket in brackets that is not closed', 'queue: { driver: ]', '1:'],
    ['a list', '- queue', '1:1 expected keys and values'],
    ['a plain text', 'hello', '1:1 expected keys and values'],
    [
      '__proto__ among headers',
      'notifications: { channels: { hook: { headers: { __proto__: x } } } }',
      'is not allowed as a key',
    ],
    ['__proto__ among options', '__proto__: 1', '1:1 __proto__: is not a known key'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });

  it.each([
    [
      'a variable in brackets',
      'queue: { driver: ${DRIVER} }\nserver: {}',
      'on line 1, put the text that begins with "$" in quotes',
    ],
    [
      'a list of variables',
      'network:\n  allow: [a, ${HOST}]',
      'on line 2, put the text that begins with "$" in quotes',
    ],
    [
      'a # that swallows the rest',
      'queue: { driver: #memory }\nserver: {}',
      'on line 1, put the text that begins with "#" in quotes',
    ],
    ['a # after a colon', 'operator_channel: #ops', 'what follows "#" is a comment: put it in quotes'],
  ])('%s asks for quotes', (_, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });

  it('tells one problem for each line that cannot be read, and not its text', () => {
    const problems = problemsOf('queue: a: b: c\nserver: d: e\n"x" hunter2-canary');
    expect(problems.length).toBeGreaterThan(1);
    expect(new Set(problems.map(problem => problem.split(':')[0])).size).toBe(problems.length);
    expect(problems.join('\n')).not.toContain('canary');
  });
});

describe('YAML bombs', () => {
  it.each([
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 braces', '{a: '.repeat(100_000)],
    ['100,000 dashes', '- '.repeat(100_000)],
    ['100,000 question marks', '? '.repeat(100_000)],
    ['100,000 keys on a line', 'a: '.repeat(100_000)],
    ['1,000 steps of indentation', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('%s are nested too deeply', (_, text) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining('is nested more than 64 levels deep')]);
  });

  it('does not take many lines, lists side by side or long texts for depth', () => {
    const rule =
      '    - name: x # a comment\n      channels:\n        - hook\n      condition: |\n        type==error\n        || type==alert\n';
    const text = `notifications:\n  channels: { hook: { url: "https://example.com" } }\n  rules:\n${rule.repeat(200)}`;
    expect(configOf(text).rules).toHaveLength(200);
  });

  it('takes what is in quotes and in block scalars as text', () => {
    const text = `operator_channel: 'hook'\nevents:\n  '*': { title: "[[[{{ title }} & *x !!y" }\n  task.failed:\n    message: |\n      - - - [ &x\nnotifications: { channels: { hook: { url: "https://example.com" } } }`;
    expect(configOf(text).events['task.failed']?.message).toBe('- - - [ &x\n');
  });
});

describe('an empty configuration', () => {
  it.each([
    ['an empty file', ''],
    ['comments', '# nothing\n'],
    ['sections without a line', 'server:\nqueue:\nnetwork:\nevents:\nnotifications:\n  channels:\n  rules:\n'],
  ])('%s has the defaults', (_, text) => {
    const loaded = parse(text);
    expect(loaded).toEqual({
      ok: true,
      warnings: [],
      config: {
        server: { host: '127.0.0.1', port: 8420, apiKeys: [] },
        queue: { driver: 'embedded', path: '/etc/helix/data' },
        network: { allow: [] },
        retention: {},
        events: {},
        channels: {},
        rules: [],
      },
    });
  });
});
