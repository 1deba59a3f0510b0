import type { Notification } from '../notification.js';
import { match } from './match.js';
import { compileRules, type Rule } from './rules.js';

const rule = (name: string, condition?: string, more: Partial<Rule> = {}): Rule => ({
  name,
  condition,
  channels: ['ops'],
  ...more,
});
const notification: Notification = {
  id: 'n_1',
  title: 'Task Failed',
  message: '',
  type: 'error',
  priority: 'high',
  status: 'firing',
  metadata: { region: 'eu' },
  createdAt: '2026-01-31T12:00:00.000Z',
  event: { id: 'e', type: 'task.7', source: 's', severity: 'error', timestamp: 't' },
};
const names = (reasons: readonly { readonly rule: Rule }[]) => reasons.map(reason => reason.rule.name);
/** Says how often the metadata was asked, which a rule below does when it is evaluated, and to explain a match. */
function watched() {
  let asked = 0;
  const metadata = new Proxy(
    { region: 'eu' },
    {
      getOwnPropertyDescriptor(target, key) {
        asked++;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    },
  );
  return { notification: { ...notification, metadata }, asked: () => asked };
}

describe('match', () => {
  it('says of every rule whether it matched, and why', () => {
    const rules = compileRules([
      rule('all'),
      rule('errors', 'type==error'),
      rule('infos', 'type==info'),
      rule('off', 'type==error', { enabled: false }),
      rule('eu', 'metadata.region == eu', { enabled: true }),
    ]);
    const { matched, missed, more } = match(rules, notification);
    expect(matched.map(({ rule: { name }, why }) => [name, why])).toEqual([
      ['all', 'no condition: matches all'],
      ['errors', 'type==error: type is error'],
      ['eu', 'metadata.region == eu: metadata.region is eu'],
    ]);
    expect(missed.map(({ rule: { name }, why }) => [name, why])).toEqual([
      ['infos', 'type==info: type is error'],
      ['off', 'disabled'],
    ]);
    expect(more).toBe(0);
  });

  it('keeps the order of the rules and tells each once, however the index holds them', () => {
    const rules = compileRules([
      rule('event', 'event == task.7'),
      rule('always', 'priority == high'),
      rule('either', 'event == task.7 || type == error'),
      rule('type', 'type in [error, error, alert]'),
      rule('never', '!exists(event)'),
    ]);
    const { matched, missed } = match(rules, notification);
    expect(names(matched)).toEqual(['event', 'always', 'either', 'type']);
    expect(names(missed)).toEqual(['never']);
  });

  it.each([
    ['type == error && event == task.7', ['event']],
    ['event == task.7 && type == error', ['event']],
    ['type == error && priority == high', ['type']],
    ['event in [a, b] || event == c', ['event', 'event', 'event']],
    ['event == a || type == error', ['event', 'type']],
    ['event == a || priority == high', undefined],
    ['!(event == a)', undefined],
    ['event != a', undefined],
    ['event ~ a', undefined],
    ['priority == high', undefined],
  ])('%s is indexed by %j', (condition, expected) => {
    const [compiled] = compileRules([rule('r', condition)]).compiled;
    expect(compiled!.demands?.map(({ field }) => field)).toEqual(expected);
  });

  it('tells the first 50 that missed and counts the rest', () => {
    const rules = compileRules(
      Array.from({ length: 200 }, (_, index) => rule(`r${index}`, index === 3 ? 'type==error' : 'type==info')),
    );
    const { matched, missed, more } = match(rules, notification);
    expect(names(matched)).toEqual(['r3']);
    expect(missed).toHaveLength(50);
    expect(names(missed).slice(0, 4)).toEqual(['r0', 'r1', 'r2', 'r4']);
    expect(more).toBe(149);
  });

  it('evaluates one of ten thousand rules where only one is about the event', () => {
    const rules = compileRules(
      Array.from({ length: 10_000 }, (_, index) =>
        rule(`r${index}`, `event == task.${index} && metadata.region == eu`),
      ),
    );
    const watching = watched();
    expect(names(match(rules, watching.notification).matched)).toEqual(['r7']);
    expect(watching.asked()).toBeLessThan(5);
  });

  it('evaluates all that could be true', () => {
    const rules = compileRules(Array.from({ length: 100 }, (_, index) => rule(`r${index}`, 'metadata.region == eu')));
    const watching = watched();
    expect(match(rules, watching.notification).matched).toHaveLength(100);
    expect(watching.asked()).toBeGreaterThanOrEqual(100);
  });

  it('matches a notification without an event', () => {
    const rules = compileRules([rule('event', 'event == task.7'), rule('type', 'type == error')]);
    expect(names(match(rules, { ...notification, event: undefined }).matched)).toEqual(['type']);
  });

  it('matches nothing where there are no rules', () => {
    expect(match(compileRules([]), notification)).toEqual({ matched: [], missed: [], more: 0 });
  });
});

describe('compileRules', () => {
  it('keeps the list as it was given', () => {
    const list = [rule('a')];
    expect(compileRules(list).list).toBe(list);
  });

  it.each([{}, { enabled: false }])('names the rule and the column of a bad condition, %j', more => {
    expect(() => compileRules([rule('fine'), rule('Task Failures', 'type==eror', more)])).toThrow(
      "rule 'Task Failures': column 7: expected one of info, success, warning, error, alert, found 'eror'; did you mean 'error'?",
    );
  });
});
