import { knownEventTypes, messageOf, titleOf } from './wording.js';

describe('titleOf', () => {
  it.each([
    ['task.created', 'Task Created'],
    ['task.assigned', 'Task Assigned'],
    ['task.started', 'Task Started'],
    ['task.completed', 'Task Completed'],
    ['task.failed', 'Task Failed'],
    ['task.paused', 'Task Paused'],
    ['workflow.started', 'Workflow Started'],
    ['workflow.completed', 'Workflow Completed'],
    ['workflow.failed', 'Workflow Failed'],
    ['step.completed', 'Step Completed'],
    ['step.failed', 'Step Failed'],
    ['worker.connected', 'Worker Connected'],
    ['worker.disconnected', 'Worker Disconnected'],
    ['worker.health_degraded', 'Worker Health Degraded'],
    ['worker.heartbeat_missed', 'Worker Heartbeat Missed'],
    ['user.registered', 'User Registered'],
    ['user.login', 'User Login'],
    ['project.created', 'Project Created'],
    ['auth.failure', 'Auth Failure'],
  ])('says %s in words', (type, title) => {
    expect(knownEventTypes).toContain(type);
    expect(titleOf(type)).toBe(title);
  });

  it('knows no further types', () => {
    expect(new Set(knownEventTypes).size).toBe(19);
  });

  it.each(['deploy.finished', 'task', 'constructor', 'toString', '__proto__'])(
    'leaves the unknown %s as it is',
    type => {
      expect(titleOf(type)).toBe(type);
    },
  );
});

describe('messageOf', () => {
  it.each([
    ['task.failed', { task_id: 't-1', error: 'boom' }, 'Task t-1 failed: boom'],
    ['task.failed', { task_id: 't-1' }, 'Task t-1 failed'],
    ['task.failed', { error: 'boom' }, 'Task failed: boom'],
    ['task.failed', {}, 'Task failed'],
    ['task.completed', { task_id: 7, duration: '1.2s' }, 'Task 7 completed in 1.2s'],
    ['task.completed', { task_id: 't-1', duration: '' }, 'Task t-1 completed successfully'],
    ['task.completed', {}, 'Task completed successfully'],
    ['worker.disconnected', { worker_id: 'w-1' }, 'Worker w-1 has disconnected'],
    ['worker.disconnected', {}, 'Worker has disconnected'],
    ['worker.health_degraded', { worker_id: 'w-1' }, 'Worker w-1 health has degraded'],
    ['workflow.failed', { workflow_id: 'f-1', error: 'boom' }, 'Event: workflow.failed'],
    ['deploy.finished', { task_id: 't-1' }, 'Event: deploy.finished'],
    ['constructor', {}, 'Event: constructor'],
    ['__proto__', {}, 'Event: __proto__'],
  ])('of %s with %j is "%s"', (type, data, message) => {
    expect(messageOf({ type, data })).toBe(message);
  });

  it.each([[null], [{ id: 1 }], [['t-1']], [true]])('does not print %j as an id', task_id => {
    expect(messageOf({ type: 'task.failed', data: { task_id } })).toBe('Task failed');
  });

  it('reads own properties only', () => {
    expect(messageOf({ type: 'task.failed', data: Object.create({ task_id: 't-1', error: 'boom' }) })).toBe(
      'Task failed',
    );
  });
});
