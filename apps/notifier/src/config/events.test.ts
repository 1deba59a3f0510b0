import { configOf, problemsOf } from './testing/parse.js';

describe('events', () => {
  it('map types and patterns to what a notification says', () => {
    const { events } = configOf(
      'events:\n  task.failed: { title: "Task {{ event.data.id }}", type: error, priority: high }\n  worker.*: { dedup_key: "w-{{ event.data.id }}", status: resolved, message: m }',
    );
    expect(events).toEqual({
      'task.failed': { title: 'Task {{ event.data.id }}', type: 'error', priority: 'high' },
      'worker.*': { dedupKey: 'w-{{ event.data.id }}', status: 'resolved', message: 'm' },
    });
  });

  it.each([
    [
      'an unknown variable',
      'task.failed: { title: "{{ titel }}" }',
      `2:25 events["task.failed"].title: line 1, column 4: unknown variable 'titel'`,
    ],
    ['a Go template', 'task.failed: { message: "{{.Title}}" }', 'events["task.failed"].message: line 1, column 1'],
    ['an open tag', 'task.failed: { dedup_key: "{{ x" }', 'events["task.failed"].dedup_key: '],
    ['no pattern', '"task failed": {}', '2:3 events["task failed"]: "task failed" is not an event pattern'],
    [
      'an unknown key',
      'task.failed: { dedupkey: x }',
      'events["task.failed"].dedupkey: is not a known key; did you mean "dedup_key"?',
    ],
    [
      'an unknown type',
      'task.failed: { type: bad }',
      'events["task.failed"].type: expected one of "info"|"success"|"warning"|"error"|"alert"',
    ],
  ])('are refused with %s', (_, entry, expected) => {
    expect(problemsOf(`events:\n  ${entry}\n`).join('\n')).toContain(expected);
  });
});
