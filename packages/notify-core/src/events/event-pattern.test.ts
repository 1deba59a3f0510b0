import { eventPattern } from './event-pattern.js';

describe('eventPattern', () => {
  it.each([
    ['task.failed', ['task.failed'], ['task', 'task.failed.twice', 'task.failing', 'xtask.failed']],
    ['task.*', ['task.failed', 'task.started'], ['task', 'task.failed.twice', 'worker.failed']],
    ['*.failed', ['task.failed', 'step.failed'], ['failed', 'a.task.failed', 'task.started']],
    ['*.*', ['task.failed'], ['task', 'a.b.c']],
    ['a.*.c', ['a.b.c', 'a.x.c'], ['a.c', 'a.b.b.c', 'a.b.d']],
    ['task.>', ['task.failed', 'task.failed.twice'], ['task', 'tasks.failed']],
    ['*.task.>', ['a.task.failed', 'a.task.b.c'], ['task.failed', 'a.task']],
    ['*', ['task', 'task.failed', 'a.b.c'], []],
    ['>', ['task', 'task.failed', 'a.b.c'], []],
    ['täsk-1_x', ['täsk-1_x'], ['task-1_x']],
  ])('%s', (pattern, hits, misses) => {
    const matches = eventPattern(pattern);
    expect([...hits, ...misses].filter(matches)).toEqual(hits);
  });

  it.each([
    '',
    '.',
    'task.',
    '.failed',
    'task..failed',
    'task.fail*',
    '**',
    'task.>.failed',
    '>.failed',
    'task>',
    'a b',
  ])('refuses "%s"', pattern => {
    expect(() => eventPattern(pattern)).toThrow(
      new TypeError(`"${pattern}" is not an event pattern: use a type, "task.*", "*.failed", "task.>" or "*"`),
    );
  });
});
