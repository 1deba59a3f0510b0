import { deepFreeze } from '../freeze.js';
import { compileEvents, type EventMapping } from './event-mapping.js';
import type { EventLike } from './event.js';
import { fromEvent, idOf } from './from-event.js';
import { knownEventTypes } from './wording.js';

const event: EventLike = {
  id: 'e1',
  type: 'task.failed',
  source: 'demo',
  severity: 'error',
  timestamp: '2026-01-31T12:00:00.000Z',
  data: { task_id: 't-1', error: 'boom', none: null, empty: '' },
};
const read = (more: Partial<EventLike> = {}, mapping?: EventMapping) =>
  fromEvent({ ...event, ...more }, mapping && compileEvents(mapping));
const notificationOf = (more?: Partial<EventLike>, mapping?: EventMapping) => read(more, mapping).notification;

describe('an event', () => {
  it('reads as a notification', () => {
    expect(read({ userId: 'u1', projectId: 'p1', url: 'https://example.com/t-1' })).toEqual({
      notification: {
        id: idOf('demo', 'e1'),
        title: 'Task Failed',
        message: 'Task t-1 failed: boom',
        type: 'error',
        priority: 'high',
        status: 'firing',
        dedupKey: undefined,
        metadata: event.data,
        source: 'demo',
        url: 'https://example.com/t-1',
        createdAt: event.timestamp,
        event: {
          id: 'e1',
          type: 'task.failed',
          source: 'demo',
          severity: 'error',
          timestamp: event.timestamp,
          userId: 'u1',
          projectId: 'p1',
        },
      },
      notes: [],
    });
  });

  describe.each([...knownEventTypes, 'deploy.finished'])('of type %s', type => {
    it.each([
      ['critical', 'alert', 'urgent'],
      ['error', 'error', 'high'],
      ['warning', 'warning', 'medium'],
      ['info', 'info', 'low'],
    ] as const)('and severity %s has the type %s and the priority %s', (severity, expectedType, priority) => {
      expect(notificationOf({ type, severity })).toMatchObject({ type: expectedType, priority });
    });
  });

  it('keeps its own dedup_key and status', () => {
    expect(notificationOf({ dedupKey: 'worker-7', status: 'resolved' })).toMatchObject({
      dedupKey: 'worker-7',
      status: 'resolved',
    });
  });

  it('is cleaned in every text, its data’s keys included', () => {
    const dirty = { type: 'disk\u0000.full', source: 'a\ud800', data: { 'k\u0007': ['x\r\ny\u0000'] } };
    const { title, message, source, metadata } = notificationOf(dirty);
    expect([title, message, source, metadata]).toEqual(['disk.full', 'Event: disk.full', 'a\ufffd', { k: ['x\ny'] }]);
  });

  it('is not written to', () => {
    const frozen = deepFreeze(structuredClone({ ...event, data: { deep: ['x\u0000'] } }));
    expect(
      fromEvent(frozen, compileEvents({ '*': { title: '{{ event.data.deep }}\u0000' } })).notification.metadata,
    ).toEqual({
      deep: ['x'],
    });
  });
});

describe('idOf', () => {
  it('is the same for the same source and id', () => {
    expect(idOf('demo', 'e1')).toBe(idOf('demo', 'e1'));
    expect(notificationOf({ severity: 'info', data: {} }).id).toBe(idOf('demo', 'e1'));
  });

  it('is fit to be a notification’s id', () => {
    expect(idOf('söurce "x"', 'e/1')).toMatch(/^n_[A-Za-z0-9_-]{27}$/);
  });

  it('differs where source or id differ, also where both joined are alike', () => {
    const pairs = [
      ['demo', 'e1'],
      ['demo', 'e2'],
      ['demo2', 'e1'],
      ['a', 'bc'],
      ['ab', 'c'],
      ['a', 'b,c'],
      ['a,b', 'c'],
      ['a","b', 'c'],
      ['e1', 'demo'],
    ] as const;
    expect(new Set(pairs.map(([source, id]) => idOf(source, id))).size).toBe(pairs.length);
  });
});

describe('a mapping', () => {
  it('goes before what the event says', () => {
    const rendering = {
      title: 'Task {{ event.data.task_id }}',
      message: '{{ title }}, {{ priority }}: {{ metadata.error }}',
      type: 'alert',
      priority: 'low',
      status: 'resolved',
      dedupKey: '{{ event.source }}-{{ event.data.task_id }}',
    } as const;
    expect(notificationOf({ dedupKey: 'own', status: 'acknowledged' }, { 'task.failed': rendering })).toMatchObject({
      title: 'Task t-1',
      message: 'Task Failed, high: boom',
      type: 'alert',
      priority: 'low',
      status: 'resolved',
      dedupKey: 'demo-t-1',
    });
  });

  it.each([
    ['another type', { 'worker.*': { title: 'no', priority: 'urgent' } }],
    ['this type, without a word', { 'task.failed': {} }],
  ] as const)('of %s changes nothing', (_, mapping) => {
    const own = { dedupKey: 'own', status: 'acknowledged' } as const;
    expect(read(own, mapping)).toEqual(read(own));
  });

  it('may empty the message, but not the title', () => {
    const rendering = { title: '{{ metadata.nothing }}', message: '{{ metadata.nothing }}' };
    expect(notificationOf({}, { '*': rendering })).toMatchObject({ title: 'Task Failed', message: '' });
  });

  it('is cleaned as the event is', () => {
    const titled = { '*': { title: 'T {{ metadata.name }}', dedupKey: 'k-{{ metadata.name }}' } };
    expect(notificationOf({ data: { name: 'a\u0000b' } }, titled)).toMatchObject({ title: 'T ab', dedupKey: 'k-ab' });
  });

  it.each([
    ['{{ event.data.gone }}', 'event.data.gone'],
    ['{{ event.data.none }}', 'event.data.none'],
    ['task-{{ event.data.empty }}', 'event.data.empty'],
    ['{{ event.data.task_id }}-{{ metadata.gone }}', 'metadata.gone'],
    ['{{ event.user_id }}', 'event.user_id'],
  ])('gives no key for %s and says so', (dedupKey, missing) => {
    const { notification, notes } = read({ dedupKey: 'own' }, { '*': { dedupKey } });
    expect(notification.dedupKey).toBeUndefined();
    expect(notes).toEqual([`${missing} is missing or empty: there is no dedup_key`]);
  });

  it('that cannot be rendered leaves the plain words, and says so', () => {
    const rendering = { message: '{% for i in (1..event.data.most) %}{{ i }}{% endfor %}' };
    const { notification, notes } = read({ data: { most: 1_000_000_000 } }, { '*': rendering });
    expect(notification).toEqual(read({ data: { most: 1_000_000_000 } }).notification);
    expect(notes).toEqual([expect.stringMatching(/^message: the template failed .* the plain message stands in$/)]);
  });
});
