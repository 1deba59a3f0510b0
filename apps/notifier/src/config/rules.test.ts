import { configOf, problemsOf, warningsOf } from './testing/parse.js';

const withRules = (rules: string) =>
  `notifications:\n  channels: { hook: { url: "https://x.io" }, chat: { enabled: false } }\n  rules:\n${rules}\n`;

describe('rules', () => {
  it('are read in their order, on unless they say otherwise', () => {
    const { rules } = configOf(
      withRules(
        '    - { name: a, condition: "type==error", channels: [hook], priority: high }\n    - { name: b, channels: [hook], enabled: false }',
      ),
    );
    expect(rules).toEqual([
      { name: 'a', condition: 'type==error', channels: ['hook'], priority: 'high', enabled: true },
      { name: 'b', channels: ['hook'], enabled: false },
    ]);
  });

  it('may name a channel that is off', () => {
    expect(configOf(withRules('    - { name: a, channels: [chat] }')).rules).toHaveLength(1);
  });

  it.each([
    [
      'an unknown channel',
      '    - { name: a, channels: [hook, caht] }',
      '4:35 notifications.rules[0].channels[1]: no channel has the name "caht"; did you mean "chat"?',
    ],
    [
      'an unknown channel from a variable',
      '    - { name: a, channels: ["${SECRET}"] }',
      'no channel has this name; expected one of hook, chat',
    ],
    ['no channels', '    - { name: a }', '4:7 notifications.rules[0].channels: is required'],
    [
      'an empty list of channels',
      '    - { name: a, channels: [] }',
      'notifications.rules[0].channels: expected at least one channel',
    ],
    [
      'an unknown key',
      '    - { name: a, chanels: [hook] }',
      '4:18 notifications.rules[0].chanels: is not a known key; did you mean "channels"?',
    ],
    [
      'an unknown priority',
      '    - { name: a, channels: [hook], priority: highest }',
      'notifications.rules[0].priority: expected one of "low"|"medium"|"high"|"urgent"',
    ],
    ['something that is no list', '    a: b', '4:5 notifications.rules: expected array, received object'],
    [
      'a condition in single quotes',
      "    - { name: a, channels: [hook], condition: 'type is error' }",
      '4:53 notifications.rules[0].condition: condition, column 6: expected an operator',
    ],
    [
      'a condition in double quotes',
      '    - { name: a, channels: [hook], condition: "type is error" }',
      '4:53 notifications',
    ],
    [
      'a plain condition',
      '    - name: a\n      channels: [hook]\n      condition: type is error',
      '6:23 notifications.rules[0].condition: condition, column 6',
    ],
    [
      'a condition with escapes, told from its beginning',
      '    - { name: a, channels: [hook], condition: "title == \\"x\\" oder" }',
      '4:47 notifications.rules[0].condition: condition, column 14',
    ],
    [
      'a condition of several lines, told from its beginning',
      '    - name: a\n      channels: [hook]\n      condition: |\n        type\n        is',
      '6:18 notifications.rules[0].condition: condition, column',
    ],
    [
      'a broken condition of a rule that is off',
      '    - { name: a, channels: [hook], enabled: false, condition: "=" }',
      'notifications.rules[0].condition: condition, column 1',
    ],
    [
      'an empty condition',
      '    - { name: a, channels: [hook], condition: "" }',
      'notifications.rules[0].condition: condition, column 1',
    ],
  ])('are refused with %s', (_, rules, expected) => {
    const problems = problemsOf(withRules(rules), { SECRET: 'canary' });
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n')).not.toContain('canary');
  });

  it('with one name are a warning', () => {
    const rule = '    - { name: a, channels: [hook] }';
    expect(warningsOf(withRules(`${rule}\n${rule}`))).toEqual([
      '5:9 notifications.rules[1].name: is the name of an earlier rule, too: traces cannot tell them apart',
    ]);
  });
});

describe('the operator’s channel', () => {
  it('is one of the channels, and warns that nothing is told there yet', () => {
    expect(configOf(`operator_channel: hook\n${withRules('')}`).operatorChannel).toBe('hook');
    expect(warningsOf(`operator_channel: hook\n${withRules('')}`)).toEqual([
      '1:1 operator_channel: nothing is told there yet: this version writes its own trouble to the log only',
    ]);
    expect(problemsOf(`operator_channel: hok\n${withRules('')}`)).toEqual([
      '1:19 operator_channel: no channel has the name "hok"; did you mean "hook"?',
    ]);
  });
});
