import { createEvent, severities, type EventType } from './index.js';

const task = { task_id: 't-1', status: 'failed', duration: '1.2s', error: 'boom' };
const source = 'task_manager';

describe('createEvent', () => {
  it('fills in a unique id, the time in UTC with milliseconds, and the severity of the type', () => {
    const event = createEvent('task.failed', task, { source });
    expect(event).toEqual({
      id: event.id,
      type: 'task.failed',
      source,
      severity: 'error',
      timestamp: event.timestamp,
      data: task,
    });
    expect(event.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(event.id).toMatch(/^evt_/);
    expect(createEvent('task.failed', task, { source }).id).not.toBe(event.id);
  });

  it('keeps what the publisher says', () => {
    const said = {
      source,
      id: 'evt_1',
      severity: 'critical',
      timestamp: '2026-01-02T03:04:05.000Z',
      dedupKey: 'k',
      status: 'resolved',
    } as const;
    expect(createEvent('task.failed', task, said)).toEqual({ ...said, type: 'task.failed', data: task });
  });

  it('takes an option that is undefined for one left out', () => {
    const left = { id: undefined, severity: undefined, timestamp: undefined } as unknown as { id: string };
    const event = createEvent('task.failed', task, { source, ...left });
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      severity: 'error',
      timestamp: expect.any(String),
    });
  });

  it.each([[undefined], [{}], [{ source: 7 }]])('refuses the options %j, which have no source', options => {
    expect(() => createEvent('order.paid', {}, options as unknown as { source: string })).toThrow(
      new TypeError(
        "createEvent: an event needs a source, the component that speaks. Give createEvent('order.paid', data, { source: 'task_manager' }).",
      ),
    );
  });

  it('refuses a severity that is none of the four', () => {
    expect(() => createEvent('order.paid', {}, { source, severity: 'fatal' as 'error' })).toThrow(
      new RangeError('createEvent: severity is fatal; give one of info, warning, error, critical.'),
    );
  });

  it.each([
    [true, 'info'],
    [false, 'critical'],
  ])('gives a worker that leaves with planned: %s the severity %s', (planned, severity) => {
    const event = createEvent(
      'worker.disconnected',
      { worker_id: 'w-1', reason: 'r', planned },
      { source: 'worker_pool' },
    );
    expect(event.severity).toBe(severity);
  });

  it.each(['order.paid', 'constructor'])('accepts the unknown type %s as info', type => {
    expect(createEvent(type, {}, { source })).toMatchObject({ type, severity: 'info' });
  });

  it('freezes a copy of the data through and through, and leaves the object of the caller alone', () => {
    const at = new Date(0);
    const data = { list: [{ deep: 1 }], at, bare: Object.assign(Object.create(null) as object, { x: [] }), none: null };
    const event = createEvent('order.paid', data, { source });
    expect(event.data).toEqual(data);
    expect([event, event.data, event.data.list, event.data.list[0], event.data.bare].every(Object.isFrozen)).toBe(true);
    expect([data, data.list, data.list[0], at].some(Object.isFrozen)).toBe(false);
    expect(event.data.at).toBe(at);
  });

  it('copies data that contains itself', () => {
    const data: { self?: object } = {};
    data.self = data;
    const copy = createEvent('order.paid', data, { source }).data;
    expect(copy.self).toBe(copy);
    expect(copy).not.toBe(data);
  });

  it('keeps a key __proto__ of parsed JSON a key', () => {
    const data = createEvent('order.paid', JSON.parse('{"__proto__":{"planned":true}}') as object, { source }).data;
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.keys(data)).toEqual(['__proto__']);
  });
});

const notInfo: Partial<Record<EventType, string>> = {
  'task.failed': 'error',
  'task.paused': 'warning',
  'workflow.failed': 'error',
  'step.failed': 'error',
  'worker.disconnected': 'critical',
  'worker.health_degraded': 'warning',
  'worker.heartbeat_missed': 'error',
  'auth.failure': 'warning',
};

it('the catalogue has the 19 types of the contract, info where it says nothing else', () => {
  const names =
    `task.created task.assigned task.started task.completed task.failed task.paused workflow.started workflow.completed
    workflow.failed step.completed step.failed worker.connected worker.disconnected worker.health_degraded worker.heartbeat_missed
    user.registered user.login project.created auth.failure`.split(/\s+/) as EventType[];
  expect(severities).toEqual(Object.fromEntries(names.map(name => [name, notInfo[name] ?? 'info'])));
});
