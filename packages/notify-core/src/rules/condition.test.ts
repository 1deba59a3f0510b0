import fc from 'fast-check';
import type { Notification } from '../notification.js';
import { compileCondition } from './condition.js';

const metadata = JSON.parse(`{
  "region": "eu", "count": 10, "text": "10", "zero": 0, "on": true, "off": "false", "none": null, "tags": ["prod", 5],
  "a": { "b": { "c": "deep" } }, "a.b": "dotted", "x\\"y": "quoted", "list": [{ "k": "v" }], "long": "x.y.z",
  "__proto__": { "own": "yes" }
}`);
const notification: Notification = {
  id: 'n_1',
  title: 'Task Failed',
  message: 'boom at 10:00',
  type: 'error',
  priority: 'high',
  status: 'firing',
  metadata,
  source: 'task_manager',
  createdAt: '2026-01-31T12:00:00.000Z',
  event: { id: 'e', type: 'task.step.failed', source: 's', severity: 'error', timestamp: 't', userId: 'u-1' },
};
const bare: Notification = { ...notification, metadata: {}, source: undefined, event: undefined };
const test = (condition: string, on = notification) => compileCondition(condition).test(on);

describe('a condition', () => {
  it.each([
    // equality
    ['type==error', true],
    ['type == "error"', true],
    ["type == 'info'", false],
    ['type != info', true],
    ['type != error', false],
    ['title == "Task Failed"', true],
    ['source==task_manager', true],
    ['status == firing', true],
    ['event == task.step.failed', true],
    ['severity == error', true],
    ['user_id == u-1', true],
    ['message == "boom at 10:00"', true],
    // rank
    ['priority >= high', true],
    ['priority > high', false],
    ['priority < urgent', true],
    ['priority <= low', false],
    ['severity > warning', true],
    ['severity >= critical', false],
    // text order
    ['title > "Task"', true],
    ['title < "A"', false],
    ['title <= "Task Failed"', true],
    // lists
    ['type in [error, alert]', true],
    ['type in [info,success]', false],
    ['metadata.region in ["us", "eu"]', true],
    ['metadata.count in [9, 10]', true],
    // text
    ['event ~ task.*', true],
    ['event ~ "*.failed"', true],
    ['event ~ "*.done"', false],
    ['event ~ "task.?tep.failed"', false],
    ['title contains Fail', true],
    ['title contains fail', false],
    ['title starts_with Task', true],
    ['title ends_with Failed', true],
    ['title ends_with Task', false],
    ['metadata.count starts_with 1', true],
    ['metadata.on ~ t*', true],
    ['metadata.none ~ "*"', false],
    ['metadata.a contains b', false],
    ['metadata.a starts_with b', false],
    // bare values under metadata match the value or its text
    ['metadata.count == 10', true],
    ['metadata.text == 10', true],
    ['metadata.count == 10.0', true],
    ['metadata.count == "10"', false],
    ['metadata.text == "10"', true],
    ['metadata.count != 11', true],
    ['metadata.zero == 0', true],
    ['metadata.zero == -0', true],
    ['metadata.on == true', true],
    ['metadata.on == "true"', false],
    ['metadata.off == false', true],
    ['metadata.none == null', true],
    ['metadata.none != null', false],
    ['metadata.none == "null"', false],
    ['metadata.a == "[object Object]"', false],
    ['metadata.a == b', false],
    ['metadata.a != b', true],
    // order under metadata
    ['metadata.count > 9', true],
    ['metadata.count < 9', false],
    ['metadata.text > 9', true],
    ['metadata.text < "9"', true],
    ['metadata.count > "9"', false],
    ['metadata.region > 9', true],
    ['metadata.region >= eu', true],
    ['metadata.on > 0', false],
    ['metadata.none < 1', false],
    ['metadata.count >= 1e1', true],
    // lists in metadata
    ['metadata.tags contains prod', true],
    ['metadata.tags contains 5', true],
    ['metadata.tags contains "5"', false],
    ['metadata.tags contains test', false],
    // paths
    ['metadata.a.b.c == deep', true],
    ['metadata["a.b"] == dotted', true],
    ['metadata["a"].b["c"] == deep', true],
    ['metadata.a["b"].c == deep', true],
    ["metadata['x\"y'] == quoted", true],
    ['metadata["x\\"y"] == quoted', true],
    ['metadata.list.0.k == v', true],
    ['metadata.long ~ x*z', true],
    // existence
    ['exists(metadata.region)', true],
    ['exists(metadata.none)', true],
    ['exists(metadata.muted)', false],
    ['exists(source)', true],
    ['exists(project_id)', false],
    ['!exists(metadata.muted)', true],
    // logic: ! over && over ||
    ['type==error || type==info && priority==low', true],
    ['(type==error || type==info) && priority==low', false],
    ['!type==info && type==error', true],
    ['!(type==error && priority==low)', true],
    ['!!(type==error)', true],
    ['type==info&&priority==low||status==firing', true],
    ['type==error\n  && priority>=high', true],
    ['priority>=high && (metadata.project_id == "x" || event ~ "task.*") && !exists(metadata.muted)', true],
  ])('%s is %s', (condition, expected) => {
    expect(test(condition)).toBe(expected);
  });

  it.each([
    'source == x',
    'source != x',
    'event ~ "*"',
    'severity >= info',
    'metadata.count < 5',
    'metadata.count != 5',
    'metadata.a.b.c == deep',
    'metadata.tags contains prod',
    'user_id in [a, b]',
    'exists(event)',
  ])('%s is false where the field is missing', condition => {
    expect(test(condition, bare)).toBe(false);
  });

  it('ranks no severity that nobody knows', () => {
    const odd = { ...notification, event: { ...notification.event!, severity: 'fatal' } };
    expect([test('severity >= info', odd), test('severity < info', odd), test('severity != info', odd)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('a hostile path', () => {
  it.each([
    'metadata.constructor',
    'metadata.constructor.constructor',
    'metadata.toString',
    'metadata.hasOwnProperty',
    'metadata["constructor"]["prototype"]',
    'metadata.region.length',
    'metadata.region.constructor',
    'metadata.tags.length',
    'metadata.tags.map',
    'metadata.count.toFixed',
    'metadata.a.__proto__',
    'metadata["__proto__"]["toString"]',
  ])('%s leads nowhere', path => {
    expect(test(`exists(${path})`)).toBe(false);
  });

  it('finds a key of that name that the sender set', () => {
    expect(test('metadata.__proto__.own == yes')).toBe(true);
  });

  it('never calls or compares a function', () => {
    const hostile = { call: () => 'called' } as unknown as Notification['metadata'];
    expect(test('exists(metadata.call)', { ...notification, metadata: hostile })).toBe(false);
  });
});

describe('a condition that cannot be read', () => {
  it.each([
    ['', 'column 1: expected a field, found the end of the condition'],
    [
      'type',
      'column 5: expected an operator (== != < <= > >= ~ in contains starts_with ends_with), found the end of the condition',
    ],
    [
      'type is error',
      "column 6: expected an operator (== != < <= > >= ~ in contains starts_with ends_with), found 'is'",
    ],
    ['type startswith e', "found 'startswith'; did you mean 'starts_with'?"],
    [
      'type "==" error',
      "column 6: expected an operator (== != < <= > >= ~ in contains starts_with ends_with), found '=='",
    ],
    ['type = error', 'column 6: expected ==, found a single ='],
    ['type==error & status==firing', 'column 13: expected &&, found a single &'],
    ['type==error | status==firing', 'column 13: expected ||, found a single |'],
    ['type==error and status==firing', "column 13: expected &&, || or the end, found 'and'; write &&"],
    ['not type==error', "column 1: expected a field, found 'not'; write !"],
    ['type==', 'column 7: expected a value, found the end of the condition'],
    ['type== && x', 'column 8: expected a value, found &&'],
    [
      'type==eror',
      "column 7: expected one of info, success, warning, error, alert, found 'eror'; did you mean 'error'?",
    ],
    ['priority>=hgih', "column 11: expected one of low, medium, high, urgent, found 'hgih'; did you mean 'high'?"],
    ['severity in [error, fatal]', "column 21: expected one of info, warning, error, critical, found 'fatal'"],
    ['status != done', "column 11: expected one of firing, acknowledged, resolved, found 'done'"],
    ['type >= warning', 'column 6: expected == != or in, since type has no order, found >='],
    ['prot==high', "column 1: unknown field 'prot'; did you mean 'priority'?"],
    ['"type" == error', "column 1: expected a field, found 'type'"],
    ['event.type == x', "column 1: unknown field 'event.type'; did you mean 'event'?"],
    [
      'xyz==1',
      "column 1: unknown field 'xyz'; the fields are type, priority, status, severity, title, message, source, event, user_id, project_id, metadata",
    ],
    ['metadata == 1', 'column 1: expected a key under metadata, such as metadata.region'],
    ['metadata..a == 1', "column 1: expected a key after every dot, found 'metadata..a'"],
    ['metadata[0] == 1', 'column 10: expected a key in quotes, as in metadata["a.b"], found \'0\''],
    ['metadata["a" == 1', 'column 14: expected ], found =='],
    ['title == "abc', 'column 10: expected the text to end with another "'],
    ["title == 'abc", "column 10: expected the text to end with another '"],
    ['(type==error', 'column 13: expected ), found the end of the condition'],
    ['type==error)', 'column 12: expected &&, || or the end, found )'],
    ['type in error', "column 9: expected [, found 'error'"],
    ['type in []', 'column 10: expected a value, found ]'],
    ['type in [error alert]', "column 16: expected , or ], found 'alert'"],
    ['exists type', "column 8: expected (, found 'type'"],
    ['exists(typo)', "column 8: unknown field 'typo'; did you mean 'type'?"],
    ['exists(type', 'column 12: expected ), found the end of the condition'],
    ['type==error   ', undefined],
    ['('.repeat(32) + 'type==error' + ')'.repeat(32), undefined],
    ['('.repeat(33) + 'type==error', 'column 34: expected at most 32 levels of ( and !'],
    ['!'.repeat(3000), 'column 34: expected at most 32 levels of ( and !'],
    ['x'.repeat(4097), 'column 4097: expected at most 4096 characters, found 4097'],
  ])('%s', (condition, expected) => {
    const message = () => {
      try {
        compileCondition(condition);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    if (expected === undefined) expect(message()).toBeUndefined();
    else expect(message()).toContain(expected);
  });

  it('has its column as a number too', () => {
    expect(() => compileCondition('type==eror')).toThrow(
      expect.objectContaining({ name: 'ConditionError', column: 7 }),
    );
  });
});

describe('explain', () => {
  it.each([
    ['type==error', 'type==error: type is error'],
    ['type==info', 'type==info: type is error'],
    ['type==error && priority>=high', 'type==error && priority>=high: type is error, priority is high'],
    ['type==error && priority==low && status==firing', 'priority==low: priority is high'],
    ['type==info || priority==high', 'priority==high: priority is high'],
    ['type==info || priority==low', 'type==info || priority==low: type is error, priority is high'],
    ['(type==info || type==alert) && status==firing', 'type==info || type==alert: type is error'],
    ['!(type==error && status==firing)', '!(type==error && status==firing): type is error, status is firing'],
    ['exists(metadata.muted)', 'exists(metadata.muted): metadata.muted is missing'],
    ['metadata.count > 99', 'metadata.count > 99: metadata.count is 10'],
    ['metadata.text == 99', 'metadata.text == 99: metadata.text is "10"'],
    ['metadata.off == x', 'metadata.off == x: metadata.off is "false"'],
    ['metadata.none == x', 'metadata.none == x: metadata.none is null'],
    ['metadata.tags == x', 'metadata.tags == x: metadata.tags is a list'],
    ['metadata.a == x', 'metadata.a == x: metadata.a is an object'],
    ['title == x', 'title == x: title is "Task Failed"'],
  ])('%s', (condition, expected) => {
    expect(compileCondition(condition).explain(notification)).toBe(expected);
  });

  it('stays one short sentence', () => {
    const condition = Array.from({ length: 180 }, (_, index) => `metadata.k${index} == 1`).join(' || ');
    const metadata = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 'x'.repeat(10_000)]));
    expect(compileCondition(condition).explain({ ...notification, metadata }).length).toBeLessThan(700);
  });
});

describe('any condition on any notification', () => {
  const field = fc.constantFrom(
    'type',
    'priority',
    'title',
    'event',
    'severity',
    'metadata.a',
    'metadata.a.b',
    'metadata["__proto__"]',
  );
  const operator = fc.constantFrom('==', '!=', '<', '>=', '~', 'contains', 'starts_with', 'ends_with');
  const value = fc.constantFrom('error', 'high', '5', '"x*"', 'null', '*', 'info');
  const question = fc.tuple(field, operator, value).map(words => words.join(' '));
  const part = fc.oneof(
    question,
    field.map(name => `exists(${name})`),
    question.map(inner => `!(${inner})`),
  );
  const condition = fc.array(fc.tuple(part, fc.constantFrom('&&', '||')), { minLength: 1, maxLength: 6 });
  const text = condition.map(parts => parts.map(([each, join], index) => (index ? `${join} ${each}` : each)).join(' '));

  it('is answered and explained, or refused with a column; nothing else is thrown', () => {
    const anyMetadata = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.string(),
          fc.string({
            unit: fc.constantFrom(
              'type',
              'metadata',
              'exists',
              '==',
              'error',
              '!',
              '&&',
              '||',
              '(',
              ')',
              '[',
              ']',
              '"',
              '.',
              '*',
              'in',
              ',',
              ' ',
            ),
          }),
        ),
        anyMetadata,
        (given, data) => {
          try {
            const { test: ask, explain } = compileCondition(given);
            const asked = { ...notification, metadata: data as Notification['metadata'] };
            expect(typeof ask(asked)).toBe('boolean');
            expect(explain(asked)).not.toBe('');
          } catch (error) {
            expect(error).toMatchObject({ name: 'ConditionError' });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
