import fc from 'fast-check';
import { glob } from './glob.js';

describe('glob', () => {
  it.each([
    ['task.failed', 'task.failed', true],
    ['task.failed', 'task.failed.again', false],
    ['task.*', 'task.failed', true],
    ['task.*', 'task.step.failed', true],
    ['task.*', 'task', false],
    ['*.failed', 'task.step.failed', true],
    ['*.failed', 'task.failed.again', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['**', 'any', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a*b*b*c', 'abc', false],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a.c', 'abc', false],
    ['[a-z]+', '[a-z]+', true],
    ['[a-z]+', 'abc', false],
  ])('%j on %j is %s', (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });

  it('is what the regular expression with .* says', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's').test(text);
        expect(glob(pattern)(text)).toBe(expected);
      }),
    );
  });
});
