import { compileEvents } from './event-mapping.js';

const sourceFor = (mapping: Parameters<typeof compileEvents>[0], type: string) =>
  compileEvents(mapping)(type)?.title?.source;

describe('compileEvents', () => {
  it.each([
    ['an exact type', { 'task.failed': { title: 'exact' } }, 'exact'],
    [
      'an exact type before patterns, wherever it stands',
      { '*': { title: 'all' }, 'task.failed': { title: 'exact' } },
      'exact',
    ],
    [
      'the first of the patterns that match',
      { '*.started': { title: 'no' }, '*.failed': { title: 'first' }, 'task.*': { title: 'second' } },
      'first',
    ],
    ['a pattern of several tokens', { 'task.>': { title: 'open' }, '*': { title: 'all' } }, 'open'],
    ['* for everything', { '*': { title: 'all' } }, 'all'],
    ['nothing where nothing matches', { 'worker.*': { title: 'no' } }, undefined],
    ['nothing where there is no mapping', {}, undefined],
  ])('finds %s', (_, mapping, expected) => {
    expect(sourceFor(mapping, 'task.failed')).toBe(expected);
  });

  it.each(['constructor', '__proto__', 'toString'])('finds nothing for a type named %s', type => {
    expect(compileEvents({ 'task.failed': {} })(type)).toBeUndefined();
  });

  it('keeps what needs no template', () => {
    const found = compileEvents({ a: { type: 'alert', priority: 'low', status: 'resolved' } })('a');
    expect(found).toMatchObject({ type: 'alert', priority: 'low', status: 'resolved' });
    expect([found?.title, found?.message, found?.dedupKey]).toEqual([undefined, undefined, undefined]);
  });

  it.each(['title', 'message', 'dedupKey'])('names entry and field of a %s that is no template', field => {
    expect(() => compileEvents({ fine: {}, 'task.*': { [field]: '{{ titel }}' } })).toThrow(
      new TypeError(`events.task.*.${field}: line 1, column 4: unknown variable 'titel'; did you mean 'title'?`),
    );
  });

  it('names an entry that is no pattern', () => {
    expect(() => compileEvents({ 'task.fail*': {} })).toThrow(
      new TypeError('"task.fail*" is not an event pattern: use a type, "task.*", "*.failed", "task.>" or "*"'),
    );
  });
});
