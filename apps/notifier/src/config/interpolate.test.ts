import { channelOf, problemsOf, withChannel } from './testing/parse.js';

const optionsOf = (options: string, environment = {}) =>
  channelOf(`{ url: "https://x.io", ${options} }`, environment).options;

describe('variables', () => {
  it.each([
    ['a variable', '{ note: "${A}" }', 'one'],
    ['several in one text', '{ note: "${A}-${B}-${A}" }', 'one-two-one'],
    ['a default where it is not set', '{ note: "${NONE:-three}" }', 'three'],
    ['a default where it is empty', '{ note: "${EMPTY:-three}" }', 'three'],
    ['no default where it is set', '{ note: "${A:-three}" }', 'one'],
    ['an empty default', '{ note: "<${NONE:-}>" }', '<>'],
    ['an empty variable', '{ note: "<${EMPTY}>" }', '<>'],
    ['a $ of its own', '{ note: "costs $5, $A" }', 'costs $5, $A'],
    ['an escaped reference', '{ note: "$${A}" }', '${A}'],
    ['a variable that names another one', '{ note: "${NESTED}" }', '${A}'],
    ['a variable that looks like YAML', '{ note: "${YAML}" }', '"\nadmin: true\n*anchor !!js'],
    ['a plain text without quotes', '\n      note: ${A}', 'one'],
  ])('%s', (_, note, expected) => {
    const environment = { A: 'one', B: 'two', EMPTY: '', NESTED: '${A}', YAML: '"\nadmin: true\n*anchor !!js' };
    const options = note.startsWith('{')
      ? `{ url: "https://x.io", ${note.slice(1)}`
      : `\n      url: "https://x.io"${note}`;
    expect(channelOf(options, environment).options).toMatchObject({ note: expected });
  });

  it.each([
    ['a number', 'port: "${V}"', '9000', { port: 9000 }],
    ['false', 'verify_ssl: "${V}"', 'false', { verifySsl: false }],
    ['true', 'verify_ssl: "${V}"', 'true', { verifySsl: true }],
    ['a text that looks like a number', 'note: "${V}"', '9000', { note: '9000' }],
    ['any value, as text', 'fields: { a: "${V}" }', '1', { fields: { a: '1' } }],
    ['one as long as a megabyte', 'note: "${V}"', 'x'.repeat(1_000_000), { note: 'x'.repeat(1_000_000) }],
  ])('become what is expected there: %s', (_, options, V, expected) => {
    expect(optionsOf(options, { V })).toMatchObject(expected);
  });

  it.each([
    [
      'is not set',
      'note: "${MISSING}"',
      '3:40 notifications.channels.hook.note: variable MISSING is not set; set it, or write ${MISSING:-default}',
    ],
    ['is inherited', 'note: "${constructor}"', 'variable constructor is not set'],
    ['has a wrong name', 'note: "${a-b}"', 'expected ${NAME} or ${NAME:-default}; write $${ for a literal ${'],
    ['never ends', 'note: "${A"', 'expected ${NAME} or ${NAME:-default}'],
    ['holds no number', 'port: "${A}"', 'port: expected number, received string; the value comes from A'],
  ])('one that %s is a problem', (_, options, expected) => {
    const problems = problemsOf(withChannel('hook', `{ url: "https://x.io", ${options} }`), { A: 'canary' });
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).not.toContain('canary');
  });

  it('tells every missing variable, and nothing of what is missing because of them', () => {
    const problems = problemsOf(withChannel('chat', '{ webhook_url: "${ONE}${TWO}", channel: "${THREE}" }'));
    expect(problems.map(problem => /variable (\w+)/.exec(problem)?.[1])).toEqual(['ONE', 'TWO', 'THREE']);
  });

  it('stay as they are in conditions, templates, keys and events', () => {
    const text = `
events: { task.failed: { title: "\${A}" } }
notifications:
  channels:
    hook:
      url: https://x.io
      headers: { "X-\${A}": v }
      payload_template: '{ "a": "\${A}" }'
      templates: { title: "\${A}" }
  rules: [{ name: r, channels: [hook], condition: 'title == "\${A}"' }]
`;
    expect(problemsOf(text)).toEqual([]);
  });
});
