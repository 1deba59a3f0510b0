import { provider, type Provider } from '@helix/testutil';
import type { Channel } from './channel/channel.js';
import type { Receipt, Send } from './delivery.js';
import type { Deliver } from './direct.js';
import type { EventLike } from './events/event.js';
import { createNotifier, type NotifierOptions } from './notifier.js';
import type { NotificationInput } from './notification.js';
import type { Batch, Trace } from './plan.js';
import { chatAt } from './testing/chat.js';

const event: EventLike = {
  id: 'e1',
  type: 'task.failed',
  source: 'demo',
  severity: 'error',
  timestamp: '2026-01-31T12:00:00.000Z',
  data: { task_id: 't-1', error: 'boom' },
};
const receipt: Receipt = { at: 'now' };
const all = [{ name: 'all', channels: ['ops', 'mail'] }];

const plainChannel = (send: Send = async () => receipt): Channel => ({
  type: 'plain',
  label: 'Plain',
  rates: [],
  timeoutMs: 1_000,
  send,
  preview: () => null,
  describe: () => null,
  close: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
});

describe('a notifier with real channels', () => {
  let receivers: { readonly ops: Provider; readonly mail: Provider };
  let channels: { readonly ops: Channel; readonly mail: Channel };
  beforeEach(async () => {
    receivers = { ops: await provider(), mail: await provider() };
    channels = { ops: chatAt(receivers.ops.url), mail: chatAt(receivers.mail.url) };
  });
  afterEach(async () => {
    await Promise.all([channels.ops.close(), channels.mail.close()]);
    await Promise.all([receivers.ops.close(), receivers.mail.close()]);
  });

  it('turns an event into one request for each channel of the rules', async () => {
    const rules = [
      { name: 'failures', condition: 'type==error', channels: ['ops'], priority: 'urgent' as const },
      { name: 'tasks', condition: 'event ~ "task.*"', channels: ['mail'] },
    ];
    const notifier = createNotifier({ channels, rules });
    await expect(notifier.handle(event)).resolves.toMatchObject([
      { channel: 'ops', ok: true, receipt: { status: 200 } },
      { channel: 'mail', ok: true, receipt: { status: 200 } },
    ]);
    const text = { title: 'Task Failed', text: 'Task t-1 failed: boom', type: 'error' };
    expect([receivers.ops.count(), receivers.mail.count()]).toEqual([1, 1]);
    expect(receivers.ops.requests()[0]?.json).toMatchObject({ ...text, priority: 'urgent' });
    expect(receivers.mail.requests()[0]?.json).toMatchObject({ ...text, priority: 'high' });
  });

  it('reads events as their mapping says', async () => {
    const events = { 'task.*': { title: 'Task {{ event.data.task_id }}', priority: 'low' as const } };
    await createNotifier({ channels, rules: all, events }).handle(event);
    expect(receivers.ops.requests()[0]?.json).toMatchObject({ title: 'Task t-1', priority: 'low' });
  });

  it('tells of each channel how it went, and counts it', async () => {
    receivers.mail.script([500]);
    const notifier = createNotifier({ channels, rules: all });
    await expect(notifier.notify({ title: 'Hi' })).resolves.toMatchObject([
      { channel: 'ops', ok: true },
      { channel: 'mail', ok: false, error: { code: 'server_error', status: 500 } },
    ]);
    await notifier.notify({ title: 'Hi', channels: ['mail'] });
    const counted = notifier.stats();
    expect(counted).toMatchObject({
      totalSent: 2,
      totalFailed: 1,
      byChannel: { ops: { sent: 1, failed: 0, lastFailure: undefined }, mail: { sent: 1, failed: 1 } },
    });
    expect(Date.parse(counted.byChannel.mail?.lastFailure ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('cancels on closing what a provider does not answer', async () => {
    receivers.ops.script(['hang']);
    const notifier = createNotifier({ channels, rules: all });
    const results = notifier.notify({ title: 'Hi' });
    await receivers.ops.waitFor(1);
    await notifier.close(0);
    await expect(results).resolves.toMatchObject([
      { channel: 'ops', ok: false, error: { code: 'cancelled' } },
      { channel: 'mail' },
    ]);
  });
});

describe('a notifier', () => {
  const directly = (options: Partial<NotifierOptions> = {}) =>
    createNotifier({ channels: { ops: plainChannel(), mail: plainChannel() }, rules: all, ...options });

  it('does not let a hanging channel hold up the others', async () => {
    let answer: (receipt: Receipt) => void = () => undefined;
    const hanging = plainChannel(() => new Promise(resolve => (answer = resolve)));
    const notifier = directly({ channels: { ops: plainChannel(), mail: hanging } });
    const held = notifier.notify({ title: 'Hi' });
    await notifier.notify({ title: 'Hi', channels: ['ops'] });
    expect(notifier.stats()).toMatchObject({ totalSent: 2, byChannel: { ops: { sent: 2 }, mail: { sent: 0 } } });
    answer(receipt);
    await expect(held).resolves.toHaveLength(2);
  });

  it.each([
    ['close()', (notifier: ReturnType<typeof directly>) => notifier.close()],
    ['await using', (notifier: ReturnType<typeof directly>) => notifier[Symbol.asyncDispose]()],
  ])('delivers nothing after %s', async (_, close) => {
    const notifier = directly();
    await close(notifier);
    await expect(notifier.notify({ title: 'Hi', channels: ['ops'] })).resolves.toMatchObject([
      { channel: 'ops', ok: false, error: { code: 'cancelled' } },
    ]);
    expect(notifier.stats()).toMatchObject({ totalSent: 0 });
  });

  it('does not send what has expired', async () => {
    await expect(
      directly().notify({ title: 'Hi', expiresAt: '2020-01-01T00:00:00Z', channels: ['ops'] }),
    ).resolves.toMatchObject([{ channel: 'ops', ok: false, error: { code: 'expired' } }]);
  });

  it('sends nothing where no rule matches', async () => {
    await expect(directly({ rules: [] }).handle(event)).resolves.toEqual([]);
  });

  it('suppresses what goes to a channel that is off', async () => {
    const notifier = directly({ channels: { ops: 'off', mail: plainChannel() } });
    await expect(notifier.notify({ title: 'Hi' })).resolves.toEqual([{ channel: 'mail', ok: true, receipt }]);
    await expect(notifier.notify({ title: 'Hi', channels: ['ops'] })).resolves.toEqual([]);
    expect(Object.keys(notifier.stats().byChannel)).toEqual(['mail']);
  });

  it.each([
    ['opps', 'there is no channel "opps"; did you mean "ops"?'],
    ['pagerduty', 'there is no channel "pagerduty"'],
    ['constructor', 'there is no channel "constructor"'],
  ])('refuses the unknown channel %s, of a rule and of a notification', async (name, sentence) => {
    expect(() => directly({ rules: [...all, { name: 'failures', channels: ['ops', name] }] })).toThrow(
      new TypeError(`rule 'failures': ${sentence}`),
    );
    await expect(directly().notify({ title: 'Hi', channels: ['ops', name] })).rejects.toMatchObject({
      code: 'invalid_request',
      message: `notification: channels: ${sentence}`,
    });
  });

  it.each<[string, Partial<NotifierOptions>, string]>([
    ['a rule', { rules: [{ name: 'bad', condition: 'type==', channels: ['ops'] }] }, "rule 'bad': column 7"],
    ['an event', { events: { 'task.*': { title: '{{ titel }}' } } }, 'events.task.*.title: line 1, column 4'],
  ])('is not made where %s cannot be compiled', (_, options, sentence) => {
    expect(() => directly(options)).toThrow(sentence);
  });

  it('refuses bad input', async () => {
    await expect(
      directly().notify({ title: 'Hi', type: 'eror' } as unknown as NotificationInput),
    ).rejects.toMatchObject({
      message: 'notification: type: expected one of "info"|"success"|"warning"|"error"|"alert"',
    });
  });
});

describe('a notifier that is given its delivery', () => {
  /** Keeps what it is given, and answers with the batch's number. */
  function recorder() {
    const batches: Batch[] = [];
    const starts: Parameters<Deliver<number>['start']>[] = [];
    const stops: (number | undefined)[] = [];
    const deliver: Deliver<number> = {
      start: (...given) => void starts.push(given),
      add: async given => given.map(batch => batches.push(batch)),
      stop: async graceMs => void stops.push(graceMs),
    };
    return { batches, starts, stops, deliver };
  }
  function notifierOf(more: Partial<NotifierOptions> = {}) {
    const recorded = recorder();
    const channels = { ops: plainChannel(), mail: 'off' as const };
    return {
      ...recorded,
      channels,
      notifier: createNotifier({ channels, rules: all, ...more, deliver: recorded.deliver }),
    };
  }

  it('starts it once with the channels that are on, and a send that routes and counts', async () => {
    const { starts, channels, notifier, batches } = notifierOf();
    expect(starts).toHaveLength(1);
    const [send, lanes] = starts[0]!;
    expect(lanes).toEqual({ ops: channels.ops });
    await notifier.notify({ title: 'Hi' });
    const delivery = {
      id: 'n1:ops',
      channel: 'ops',
      priority: 'low' as const,
      attempt: 1,
      notification: batches[0]!.body,
    };
    await expect(send(delivery, new AbortController().signal)).resolves.toBe(receipt);
    expect(notifier.stats()).toMatchObject({ totalSent: 1, byChannel: { ops: { sent: 1 } } });
  });

  it('answers what the delivery answers', async () => {
    const { notifier } = notifierOf();
    await expect(notifier.notify({ title: 'Hi' })).resolves.toBe(1);
    await expect(notifier.handle(event)).resolves.toBe(2);
  });

  it('gives it several events at once, without those that cannot be read, and answers in their order', async () => {
    const { notifier, deliver, batches } = notifierOf();
    const add = jest.spyOn(deliver, 'add');
    const unread = { ...event, type: '' };
    await expect(notifier.handleAll([unread, event, { ...event, id: 'e2' }, unread])).resolves.toEqual([
      { status: 'rejected', reason: expect.objectContaining({ message: 'event: type: must not be empty' }) },
      { status: 'fulfilled', value: 1 },
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: expect.objectContaining({ code: 'invalid_request' }) },
    ]);
    expect(add).toHaveBeenCalledTimes(1);
    expect(batches.map(({ body }) => body.event?.id)).toEqual(['e1', 'e2']);
  });

  it('gives it what is suppressed and what has no job, too', async () => {
    const { batches, notifier } = notifierOf();
    await notifier.notify({ title: 'Hi', channels: ['mail'] });
    expect(batches[0]?.jobs).toEqual([]);
    expect(batches[0]?.plan).toMatchObject({
      named: ['mail'],
      suppressed: [{ channel: 'mail', reason: 'channel_disabled', why: 'mail is turned off' }],
    });
  });

  it.each<[string, NotificationInput, NotificationInput, boolean]>([
    ['the same id and text', { id: 'n1', title: 'Hi' }, { id: 'n1', title: 'Hi' }, true],
    ['the same id and another text', { id: 'n1', title: 'Hi' }, { id: 'n1', title: 'Ho' }, false],
    ['no id', { title: 'Hi' }, { title: 'Hi' }, false],
  ])('of %s makes fingerprints', async (_, first, second, same) => {
    const { batches, notifier } = notifierOf();
    await notifier.notify(first);
    await notifier.notify(second);
    expect(batches[0]?.fingerprint === batches[1]?.fingerprint).toBe(same);
  });

  it('gives the same event the same id and fingerprint', async () => {
    const { batches, notifier } = notifierOf();
    for (const id of ['e1', 'e1', 'e2']) await notifier.handle({ ...event, id });
    const [first, again, other] = batches.map(({ id, fingerprint }) => `${id} ${fingerprint}`);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('says in the plan that a dedup_key was not complete', async () => {
    const { batches, notifier } = notifierOf({ events: { '*': { dedupKey: '{{ event.data.gone }}' } } });
    await notifier.handle(event);
    expect(batches[0]?.thread).toBeUndefined();
    expect((batches[0]?.plan as unknown as Trace).notes).toEqual([
      'event.data.gone is missing or empty: there is no dedup_key',
    ]);
  });

  it.each([
    ['a day where nothing is said', {}, 86_400_000],
    ['what is said of its channel', { expiresAfterMs: { ops: 60_000, mail: 1 } }, 60_000],
  ])('lets a delivery wait %s', async (_, more, ttlMs) => {
    const { batches, notifier } = notifierOf(more);
    await notifier.notify({ title: 'Hi' });
    expect(batches[0]?.jobs).toEqual([{ lane: 'ops', priority: 'medium', ttlMs }]);
  });

  it('stops it on closing, within the grace that is given', async () => {
    const { stops, notifier } = notifierOf();
    await notifier.close();
    await notifier.close(50);
    await notifier[Symbol.asyncDispose]();
    expect(stops).toEqual([undefined, 50, undefined]);
  });
});

describe('what createNotifier is given', () => {
  const channels = { ops: 'off' as const };
  it.each<[object | undefined, string]>([
    [{ chanels: channels, rules: [] }, "createNotifier: chanels: is not a known key; did you mean 'channels'?"],
    [{ channels }, 'createNotifier: rules: is required'],
    [
      { channels, rules: [{ name: 'a', conditon: 'type==error', channels: ['ops'] }] },
      "createNotifier: rules.0.conditon: is not a known key; did you mean 'condition'?",
    ],
    [
      { channels, rules: [], deliver: {} },
      'createNotifier: deliver: must be direct(), or queued(queue) of @helix/reliability',
    ],
    [{ channels: { ops: {} }, rules: [] }, 'createNotifier: channels.ops: '],
    [undefined, 'createNotifier: '],
  ])('%j is refused in one sentence', (options, sentence) => {
    expect(() => createNotifier(options as never)).toThrow(TypeError);
    expect(() => createNotifier(options as never)).toThrow(sentence);
  });
});
