import { deepFreeze } from './freeze.js';
import { toNotification, type NotificationInput, type Priority } from './notification.js';
import { deliveryOf, plan, type PlanOptions, type Policy, type Trace } from './plan.js';
import { compileRules, type Rule } from './rules/rules.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const channels = { ops: { enabled: true }, mail: { enabled: true, expiresAfterMs: 60_000 }, off: { enabled: false } };

const notificationOf = (input: Partial<NotificationInput>) => toNotification({ id: 'n1', title: 'Hi', ...input }, now);
const policyOf = (rules: readonly Partial<Rule>[]): Policy => ({
  rules: compileRules(rules.map((rule, at) => ({ name: `rule ${at}`, channels: ['ops'], ...rule }))),
  channels,
});
const planned = (input: Partial<NotificationInput>, rules: readonly Partial<Rule>[] = [], options?: PlanOptions) =>
  plan(notificationOf(input), policyOf(rules), options);
const traceOf = (...args: Parameters<typeof planned>) => planned(...args).plan as unknown as Trace;
const routes = (jobs: readonly { readonly lane: string; readonly priority: Priority }[] = []) =>
  jobs.map(({ lane, priority }) => `${lane} ${priority}`);

describe('the rules', () => {
  it.each<[string, readonly Partial<Rule>[], readonly string[]]>([
    ['send nowhere where there are none', [], []],
    ['match all without a condition', [{}], ['ops medium']],
    ['send nowhere where the condition is not met', [{ condition: 'type==alert' }], []],
    ['send where it is met', [{ condition: 'type==error' }], ['ops medium']],
    ['send nowhere when disabled', [{ enabled: false }], []],
    ['add up their channels', [{ channels: ['ops'] }, { channels: ['mail'] }], ['ops medium', 'mail medium']],
    ['send to all of a rule’s channels', [{ channels: ['ops', 'mail'] }], ['ops medium', 'mail medium']],
    ['make one delivery of a channel that one names twice', [{ channels: ['ops', 'ops'] }], ['ops medium']],
    ['make one delivery of a channel that two hit', [{}, { channels: ['mail', 'ops'] }], ['ops medium', 'mail medium']],
    ['raise the priority', [{ priority: 'urgent' }], ['ops urgent']],
    ['lower the priority', [{ priority: 'low' }], ['ops low']],
    [
      'raise it for their own channels only',
      [{ priority: 'high' }, { channels: ['mail'] }],
      ['ops high', 'mail medium'],
    ],
    [
      'let the highest priority count',
      [{ priority: 'low' }, { priority: 'urgent' }, { priority: 'high' }],
      ['ops urgent'],
    ],
    ['let a lower one count less than the notification’s own', [{ priority: 'low' }, {}], ['ops medium']],
    [
      'do not let one that misses count',
      [{ priority: 'low' }, { priority: 'urgent', condition: 'type==info' }],
      ['ops low'],
    ],
    ['leave out what is turned off', [{ channels: ['off', 'ops'] }], ['ops medium']],
  ])('%s', (_, rules, expected) => {
    expect(routes(planned({ type: 'error' }, rules).jobs)).toEqual(expected);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['the rules are not asked', ['mail'], ['mail low']],
    ['one named twice is one delivery', ['mail', 'ops', 'mail'], ['mail low', 'ops low']],
    ['one that is turned off is left out', ['off', 'mail'], ['mail low']],
    ['one that nobody knows is left out', ['constructor'], []],
    ['none named goes nowhere', [], []],
  ])('where the sender named channels: %s', (_, named, expected) => {
    expect(routes(planned({ channels: named, priority: 'low' }, [{ priority: 'urgent' }]).jobs)).toEqual(expected);
  });
});

describe('a batch', () => {
  it('has the notification, its id and its time', () => {
    const notification = notificationOf({});
    expect(plan(notification, policyOf([{}]))).toMatchObject({ id: 'n1', at: now, body: notification });
  });

  it('has the fingerprint of the request, or else the id', () => {
    expect(planned({}).fingerprint).toBe('n1');
    expect(planned({}, [], { fingerprint: 'f' }).fingerprint).toBe('f');
  });

  it('has how long each job may wait', () => {
    const { jobs } = planned({ expiresAt: '2026-01-31T13:00:00Z' }, [{ channels: ['ops', 'mail'] }]);
    expect(jobs).toEqual([
      { lane: 'ops', priority: 'medium', ttlMs: undefined, expiresAt: now + 3_600_000 },
      { lane: 'mail', priority: 'medium', ttlMs: 60_000, expiresAt: now + 3_600_000 },
    ]);
  });

  it('has no end where the notification has none', () => {
    expect(planned({}, [{}]).jobs[0]?.expiresAt).toBeUndefined();
  });

  it.each<[string, Partial<NotificationInput>, object | undefined, readonly string[] | undefined]>([
    ['no key', {}, undefined, undefined],
    ['a resolve without a key', { status: 'resolved' }, undefined, undefined],
    ['a firing with a key', { dedupKey: 'k' }, { key: 'k', status: 'firing' }, undefined],
    [
      'an acknowledge with a key',
      { dedupKey: 'k', status: 'acknowledged' },
      { key: 'k', status: 'acknowledged' },
      ['ops high', 'mail high'],
    ],
    [
      'a resolve with a key',
      { dedupKey: 'k', status: 'resolved' },
      { key: 'k', status: 'resolved' },
      ['ops high', 'mail high'],
    ],
    [
      'a resolve that names its channels',
      { dedupKey: 'k', status: 'resolved', channels: ['mail'] },
      { key: 'k', status: 'resolved' },
      ['ops high', 'mail high'],
    ],
  ])('of %s has its thread and follows it to every enabled channel', (_, input, thread, follow) => {
    const batch = planned({ priority: 'high', ...input }, [{ priority: 'low' }]);
    expect(batch.thread).toEqual(thread);
    expect(batch.follow && routes(batch.follow)).toEqual(follow);
  });

  it('follows with the channel’s and the notification’s end', () => {
    const { follow } = planned({ dedupKey: 'k', status: 'resolved', expiresAt: '2026-01-31T13:00:00Z' });
    expect(follow).toContainEqual({ lane: 'mail', priority: 'medium', ttlMs: 60_000, expiresAt: now + 3_600_000 });
  });
});

describe('the trace', () => {
  it('says of each rule whether it matched, why, and where it sends', () => {
    const rules = [
      { condition: 'type==alert' },
      { name: 'all', channels: ['ops', 'off'] },
      { name: 'never', enabled: false },
    ];
    expect(traceOf({ type: 'error' }, rules, { notes: ['a note'] })).toEqual({
      rules: [
        { name: 'all', matched: true, why: 'no condition: matches all', channels: ['ops', 'off'] },
        { name: 'rule 0', matched: false, why: 'type==alert: type is error', channels: ['ops'] },
        { name: 'never', matched: false, why: 'disabled', channels: ['ops'] },
      ],
      more: 0,
      suppressed: [{ channel: 'off', reason: 'channel_disabled', why: 'off is turned off' }],
      named: null,
      notes: ['a note'],
    });
  });

  it('lists the channels that were named, and no rules', () => {
    expect(traceOf({ channels: ['off', 'mail'] }, [{}])).toEqual({
      rules: [],
      more: 0,
      suppressed: [{ channel: 'off', reason: 'channel_disabled', why: 'off is turned off' }],
      named: ['off', 'mail'],
      notes: [],
    });
  });

  it('lists a suppressed channel once', () => {
    expect(traceOf({}, [{ channels: ['off'] }, { channels: ['off'] }]).suppressed).toHaveLength(1);
  });

  it('tells every rule that matched, 50 that did not, and how many more', () => {
    const rules = Array.from({ length: 160 }, (_, at) => ({ condition: at % 2 ? 'type==alert' : 'type==error' }));
    const { rules: told, more } = traceOf({ type: 'error' }, rules);
    expect(told.filter(({ matched }) => matched)).toHaveLength(80);
    expect(told.filter(({ matched }) => !matched)).toHaveLength(50);
    expect(more).toBe(30);
  });
});

describe('planning', () => {
  const input: Partial<NotificationInput> = { dedupKey: 'k', status: 'resolved', type: 'error', metadata: { a: [1] } };
  const rules = [{ condition: 'type==error', priority: 'high' as const }, { channels: ['off'] }];

  it('writes nothing into what it is given', () => {
    const policy = { ...policyOf(rules), channels: deepFreeze(structuredClone(channels)) };
    const batch = plan(
      deepFreeze(notificationOf(input)),
      Object.freeze(policy),
      Object.freeze({ notes: Object.freeze(['n']) }),
    );
    expect(batch.plan).toHaveProperty('suppressed.0.channel', 'off');
  });

  it('gives the same twice', () => {
    const policy = policyOf(rules);
    expect(plan(notificationOf(input), policy)).toEqual(plan(notificationOf(input), policy));
  });

  it('gives a plain value', () => {
    const batch = plan(notificationOf(input), policyOf(rules));
    const stored = JSON.parse(JSON.stringify(batch));
    expect(stored).toMatchObject({ id: 'n1', jobs: [{ lane: 'ops', priority: 'high' }] });
    expect(stored.plan).toEqual(batch.plan);
  });
});

describe('deliveryOf', () => {
  it('is the first attempt of a job', () => {
    const batch = planned({}, [{ priority: 'urgent' }]);
    expect(batch.jobs.map(job => deliveryOf(batch, job))).toEqual([
      { id: 'n1:ops', channel: 'ops', priority: 'urgent', attempt: 1, notification: batch.body },
    ]);
  });
});
